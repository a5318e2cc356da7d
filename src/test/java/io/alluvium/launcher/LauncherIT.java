package io.alluvium.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.SparkSubmitFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The local layout as a person gets it: unpacked anywhere, with nothing but a Java. */
class LauncherIT {
    private record Ended(int status, String screen) {}

    @TempDir
    Path folder;

    private Path layout;

    @BeforeEach
    void unpackOutsideTheClone() throws IOException {
        Path built = SparkSubmitFixture.layout();
        layout = Files.createDirectory(folder.resolve("alluvium-un packed"));
        for (String part : List.of("scripts", "conf", "jobs")) {
            copy(built.resolve(part), layout.resolve(part));
        }
        // The jars are 300 MB; a link to the folder is as good.
        Files.createSymbolicLink(layout.resolve("lib"), built.resolve("lib"));
    }

    @AfterEach
    void unlink() throws IOException {
        Files.delete(layout.resolve("lib"));
    }

    @Test
    void itRunsOutsideTheCloneAndFromAnyFolder() throws Exception {
        Ended ended = run(Map.of("ALLUVIUM_ARCHIVE", "off"), "--version");
        assertThat(ended.screen()).startsWith("alluvium ");
        assertThat(ended.status()).isZero();
    }

    @Test
    void theClassPathIsTheJobJarAndThenEveryOtherJarInOrder() throws Exception {
        Ended ended = run(
                Map.of("ALLUVIUM_ARCHIVE", "off", "ALLUVIUM_JAVA_OPTS", "-XshowSettings:properties -version"),
                "--version");
        try (Stream<Path> jars = Files.list(layout.resolve("lib"))) {
            List<String> others = jars.map(jar -> jar.getFileName().toString())
                    .filter(jar -> !jar.startsWith("alluvium-"))
                    .sorted()
                    .toList();
            assertThat(ended.screen().lines().map(String::strip).filter(line -> line.endsWith(".jar")))
                    .hasSize(1 + others.size())
                    .first()
                    .asString()
                    .contains("/lib/alluvium-");
            assertThat(ended.screen()).containsSubsequence(others);
        }
    }

    @Test
    void theExitStatusOfTheCommandIsTheLaunchers() throws Exception {
        assertThat(run(Map.of("ALLUVIUM_ARCHIVE", "off"), "no-such-command").status())
                .isEqualTo(2);
    }

    @Test
    void withoutJavaItSaysWhatToInstallInOneLine() throws Exception {
        Ended ended = run(Map.of("JAVA_HOME", "", "PATH", folder.toString()), "--version");
        assertThat(ended.screen())
                .isEqualTo("alluvium: no Java found. Install Java 17 or newer (Debian, Ubuntu: apt-get install"
                        + " openjdk-17-jre-headless) or set JAVA_HOME\n");
        assertThat(ended.status()).isEqualTo(2);
    }

    @Test
    void anOlderJavaIsRefusedInOneLine() throws Exception {
        Path old = folder.resolve("jdk8");
        Files.createDirectories(old.resolve("bin"));
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"1.8.0_402\"\n");
        Files.writeString(old.resolve("bin/java"), "#!/bin/sh\n");
        assertThat(old.resolve("bin/java").toFile().setExecutable(true)).isTrue();
        Ended ended = run(Map.of("JAVA_HOME", old.toString()), "--version");
        assertThat(ended.screen())
                .isEqualTo("alluvium: Java 17 or newer is needed, " + old + "/bin/java is 1.8.0_402\n");
        assertThat(ended.status()).isEqualTo(2);
    }

    @Test
    void firstStartsAtTheSameTimeMakeOneArchiveAndLeaveNothingElse() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(start(Map.of(), "--version").start());
        }
        for (Process process : processes) {
            assertThat(process.waitFor()).isZero();
        }
        Instant limit = Instant.now().plus(Duration.ofMinutes(10));
        while (!archives().equals(List.of("classes.jsa")) && Instant.now().isBefore(limit)) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        assertThat(archives()).containsExactly("classes.jsa");
        assertThat(run(Map.of("ALLUVIUM_JAVA_OPTS", "-Xshare:on"), "--version").status())
                .as("a JVM that insists on the archive")
                .isZero();
    }

    private List<String> archives() throws IOException {
        if (!Files.isDirectory(layout.resolve("cache"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(layout.resolve("cache"))) {
            return files.map(
                            file -> file.getFileName().toString().replaceFirst("^classes[-0-9]*\\.jsa$", "classes.jsa"))
                    .toList();
        }
    }

    private ProcessBuilder start(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add("/bin/sh");
        command.add(layout.resolve("scripts/alluvium").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        environment.forEach((name, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        return builder;
    }

    private Ended run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        Process process = start(environment, arguments).start();
        String screen = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), screen);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
