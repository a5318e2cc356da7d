package io.alluvium.sources;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.SparkFixture;
import io.alluvium.run.KilledRun;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source that a user's jar brings, one class, in a JVM of its own: no stage of Alluvium knows of it. */
class SourceOfAnotherJarIT {
    private static final Path TOY = Path.of("src/test/toy");
    private static final int LINES = 100_005;

    @TempDir
    Path folder;

    private Path jar;

    @BeforeEach
    void packTheJarAndWriteAProject() throws IOException {
        jar = folder.resolve("lines.jar");
        pack();
        Files.writeString(folder.resolve("project.conf"), """
                project = logs
                warehouse { path = "warehouse" }
                sources { mine { type = lines, tables { log { file = "growing.txt" } } } }
                """);
        append(0, 5);
    }

    private void pack() throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-cp",
                        classPath(),
                        "-d",
                        classes.toString(),
                        TOY.resolve("toy/LinesType.java").toString());
        assertThat(failed).isZero();
        String service = "META-INF/services/io.alluvium.source.SourceType";
        Files.createDirectories(classes.resolve(service).getParent());
        Files.copy(TOY.resolve(service), classes.resolve(service));
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
    }

    private void append(int from, int to) throws IOException {
        String lines =
                IntStream.range(from, to).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());
        Files.writeString(folder.resolve("growing.txt"), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String classPath() {
        return System.getProperty("surefire.real.class.path", System.getProperty("java.class.path"));
    }

    private Process start(String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-Duser.timezone=UTC",
                "-cp",
                jar + File.pathSeparator + classPath()));
        all.addAll(List.of(command));
        return new ProcessBuilder(all)
                .redirectError(new File(folder.toFile(), "stderr.txt"))
                .start();
    }

    private String says(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("io.alluvium.Main"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--project", folder.toString()));
        Process process = start(command.toArray(String[]::new));
        String screen = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(screen + Files.readString(folder.resolve("stderr.txt")))
                .isZero();
        return screen;
    }

    @Test
    void itLoadsGoesOnAfterAKillAndSaysWhatItCan() throws Exception {
        assertThat(says("plan", "--verbose"))
                .contains("bytes 0 to " + Files.size(folder.resolve("growing.txt")))
                .contains("complete for files that only grow")
                .contains("mode grow, by column");

        assertThat(says("run")).contains("raw.log", "5 rows");
        append(5, LINES);
        killWhenItsBatchIsBegun();
        append(LINES, LINES + 10);

        assertThat(says("run")).contains("raw.log", "100,000 rows");
        assertThat(says("run")).contains("raw.log", "10 rows");
        assertThat(says("run")).contains("no new line");
        assertThat(raw("select _batch, count(*), count(distinct line), min(_position), max(_position)"
                        + " from log group by _batch order by _batch"))
                .containsExactly("1|5|5|0|28", "2|100000|100000|35|1088938", "3|10|10|1088950|1089058");
    }

    private void killWhenItsBatchIsBegun() throws Exception {
        Process process = start(KilledRun.class.getName(), folder.toString());
        try (BufferedReader said = process.inputReader()) {
            assertThat(said.readLine()).isEqualTo("INTENT_WRITTEN raw.log");
            process.toHandle().destroyForcibly();
            process.waitFor();
        }
        assertThat(folder.resolve("warehouse/_alluvium/logs/state/raw.log/0000000000000000002.outcome.json"))
                .doesNotExist();
    }

    private List<String> raw(String sql) {
        SparkSession session = SparkFixture.plain(SparkFixture.on(folder));
        session.sql("select * from delta.`" + folder.resolve("warehouse/raw/log") + "`")
                .createOrReplaceTempView("log");
        return session.sql(sql).collectAsList().stream()
                .map(row -> row.mkString("|"))
                .toList();
    }
}
