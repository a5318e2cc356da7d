package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.apache.spark.launcher.JavaModuleOptions;

/** An Alluvium of an earlier state format in a process of its own, which answers one command after another. */
final class FormerBuild implements AutoCloseable {
    private static final int KILLED = 128 + 9;
    private static final long PATIENCE_SECONDS = 240;
    private static final String STATUS = "@status ";
    private static final String HELD = "@held ";

    private final Process process;
    private final BufferedReader said;
    private final Writer asked;
    private final Path errors;

    /** What a command printed and the status that it would have ended a process with. */
    record Answer(int status, String text) {}

    private FormerBuild(Process process, Path errors) {
        this.process = process;
        this.said = process.inputReader(StandardCharsets.UTF_8);
        this.asked = process.outputWriter(StandardCharsets.UTF_8);
        this.errors = errors;
    }

    private static Path fixture(int format, String file) {
        return Path.of("src/test/resources/formats", Integer.toString(format), file)
                .toAbsolutePath();
    }

    /** Compiles the driver of a format against its jar, into this folder. */
    static void compileDriver(int format, Path into) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int status = compiler.run(
                null,
                null,
                null,
                "-proc:none",
                "-d",
                into.toString(),
                "-cp",
                classPath(format),
                fixture(format, "FormerProgram.java").toString());
        assertThat(status).as("the compiler's status").isZero();
    }

    /** Libraries of today, but none of today's classes. */
    private static String classPath(int format) {
        String today = System.getProperty("surefire.real.class.path", System.getProperty("java.class.path"));
        return Stream.concat(
                        Stream.of(fixture(format, "alluvium.jar").toString()),
                        Arrays.stream(today.split(File.pathSeparator))
                                .filter(entry -> entry.endsWith(".jar"))
                                .filter(entry ->
                                        !Path.of(entry).getFileName().toString().startsWith("alluvium")))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /**
     * Starts it; Spark only with the first command that needs it.
     *
     * @param driver where {@link #compileDriver} put it
     */
    static FormerBuild start(int format, Path driver) {
        Path errors = driver.resolve("stderr.txt");
        List<String> arguments = List.of("-Djava.io.tmpdir=" + driver, "io.alluvium.cli.FormerProgram");
        String classPath = classPath(format) + File.pathSeparator + driver;
        try {
            return new FormerBuild(
                    new ProcessBuilder(java(classPath, arguments))
                            .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                            .start(),
                    errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One command in a process that ends with it, as a person calls it. */
    static Answer once(int format, String... arguments) {
        List<String> command = new ArrayList<>(List.of("io.alluvium.Main"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(java(classPath(format), command))
                    .redirectErrorStream(true)
                    .start();
            process.outputWriter().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> java(String classPath, List<String> command) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-Xmx1500m", "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=256m"));
        line.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
        line.addAll(List.of(
                "-Duser.timezone=UTC",
                "-Dspark.master=local[2]",
                "-Dspark.ui.enabled=false",
                "-Dspark.sql.shuffle.partitions=2",
                "-Dspark.databricks.delta.snapshotPartitions=2",
                "-Dlog4j2.configurationFile="
                        + Path.of("conf/log4j2.properties").toAbsolutePath(),
                "-cp",
                classPath));
        line.addAll(command);
        return line;
    }

    /** A command as on the command line; its words hold neither tabs nor line breaks. */
    Answer run(String... words) {
        send(words);
        StringBuilder text = new StringBuilder();
        while (true) {
            String line = next(text);
            if (line.startsWith(STATUS)) {
                return new Answer(Integer.parseInt(line.substring(STATUS.length())), text.toString());
            }
            text.append(line).append('\n');
        }
    }

    String succeeds(String... words) {
        Answer answer = run(words);
        assertThat(answer.status()).as(answer.text()).isZero();
        return answer.text();
    }

    /** The answer of a command that succeeds. */
    JsonNode json(String... words) {
        try {
            return new ObjectMapper().readTree(succeeds(words));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Lets it run the project until each of these tables has reached its boundary and no further, then kills the
     * process.
     *
     * @param boundaries by {@code layer.name}, as the boundaries are called in that build
     */
    void dieIn(Path project, Map<String, String> boundaries) {
        List<String> words = new ArrayList<>(List.of("hold", project.toString()));
        boundaries.forEach((table, boundary) -> words.add(table + "=" + boundary));
        send(words.toArray(String[]::new));
        StringBuilder text = new StringBuilder();
        List<String> held = new ArrayList<>();
        while (held.size() < boundaries.size()) {
            String line = next(text);
            assertThat(line)
                    .as("of %s: %s", boundaries.size(), text)
                    .doesNotStartWith(STATUS)
                    .doesNotContain(" FAILED ");
            text.append(line).append('\n');
            if (line.startsWith(HELD)) {
                held.add(line.substring(HELD.length()));
            }
        }
        assertThat(held).containsExactlyInAnyOrderElementsOf(boundaries.keySet());
        assertThat(kill()).isEqualTo(KILLED);
    }

    private int kill() {
        process.toHandle().destroyForcibly();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void send(String... words) {
        try {
            asked.write(String.join("\t", words) + "\n");
            asked.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next line; a process that says nothing for too long is killed, which ends what it says. */
    private String next(CharSequence before) {
        CompletableFuture<Void> said = new CompletableFuture<>();
        said.completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .thenRun(() -> process.toHandle().destroyForcibly());
        try {
            String line = this.said.readLine();
            assertThat(line)
                    .as("said so far: %s, on stderr: %s", before, Files.readString(errors))
                    .isNotNull();
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            said.cancel(false);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
