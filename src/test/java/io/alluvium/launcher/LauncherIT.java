package io.alluvium.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.SparkSubmitFixture;
import io.alluvium.spark.SparkLine;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
        for (String part : List.of("bin", "conf", "jobs")) {
            copy(built.resolve(part), layout.resolve(part));
        }
        // The jars are 300 MB; links to them are as good.
        Path lib = Files.createDirectory(layout.resolve("lib"));
        for (String jar : names(built.resolve("lib"))) {
            Files.createSymbolicLink(lib.resolve(jar), built.resolve("lib").resolve(jar));
        }
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

    /** Schedulers and containers often have no locale, or one of ASCII. */
    @Test
    void filesHaveTheirNamesWhateverTheLocale() throws Exception {
        Path landing = Files.createDirectories(folder.resolve("shop/l\u00e4ger"));
        Files.writeString(landing.resolve("\u00fcber \u65e5.csv"), "id\n1\n");
        Files.writeString(folder.resolve("shop/project.conf"), """
                project = shop
                warehouse { path = "warehouse" }
                sources { s { type = files, path = "l\u00e4ger", tables { t { glob = "\u00fc*.csv", format = csv } } } }
                """);

        Ended ended = run(Map.of("ALLUVIUM_ARCHIVE", "off", "LC_ALL", "C", "LANG", "C"), "plan", "--project", "shop");

        assertThat(ended.screen()).contains("\u00fcber \u65e5.csv, 1 KB");
        assertThat(ended.status()).isZero();
    }

    /** What stands first on the class path makes the build one for another line; the project is none that could be read. */
    @Test
    void aBuildForAnotherLineOfSparkSaysWhichJarToTakeBeforeItReadsAnything() throws Exception {
        SparkLine other = SparkLine.built() == SparkLine.V4_1 ? SparkLine.V4_0 : SparkLine.V4_1;
        Path line = folder.resolve("other/io/alluvium/spark/line.properties");
        Files.createDirectories(line.getParent());
        Files.writeString(line, "line=" + other + "\nversion=7\ndelta=4.4.0\n");
        Files.writeString(folder.resolve("project.conf"), "no project {");
        String options = "-cp " + folder.resolve("other") + ":"
                + SparkSubmitFixture.layout().resolve("lib") + "/*";

        for (String command : List.of("run", "status", "doctor")) {
            Ended ended = run(Map.of("ALLUVIUM_ARCHIVE", "off", "ALLUVIUM_JAVA_OPTS", options), command);

            assertThat(ended.screen())
                    .contains(
                            "error ALV-1013: this job jar is for Spark " + other + ", and this is Spark "
                                    + SparkLine.built() + ".",
                            "take alluvium-7",
                            ".jar with " + SparkLine.built().delta())
                    .doesNotContain("project.conf:", "\tat ");
            assertThat(ended.status()).isEqualTo(2);
        }
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
    void firstStartsAtTheSameTimeMakeOneArchiveThatStays() throws Exception {
        Path file = layout.resolve("lib/blocks.txt");
        Files.write(file, new byte[1 << 20]);
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

        List<String> made = names(layout.resolve("cache"));
        takeOtherBlocks(file);
        assertThat(run(Map.of("ALLUVIUM_ARCHIVE", "now"), "--version").status()).isZero();
        assertThat(names(layout.resolve("cache"))).isEqualTo(made);
    }

    /** As the system does with jars that were just built, some time after they were written. */
    private static void takeOtherBlocks(Path file) throws IOException {
        FileTime written = Files.getLastModifiedTime(file);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            long length = sparse.length();
            sparse.setLength(0);
            sparse.setLength(length);
        }
        Files.setLastModifiedTime(file, written);
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private List<String> archives() throws IOException {
        return Files.isDirectory(layout.resolve("cache"))
                ? names(layout.resolve("cache")).stream()
                        .map(name -> name.replaceFirst("^classes[-0-9]*\\.jsa$", "classes.jsa"))
                        .toList()
                : List.of();
    }

    private ProcessBuilder start(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add("/bin/sh");
        command.add(layout.resolve("bin/alluvium").toString());
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
