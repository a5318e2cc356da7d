package io.alluvium.launcher;

import io.alluvium.fixture.SparkSubmitFixture;
import io.alluvium.fixture.StandaloneFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A way to submit a run: each is a column of the page of exit statuses. */
enum SubmitMode {
    LAUNCHER("`scripts/alluvium`") {
        @Override
        Ground open(Path folder) throws IOException {
            Path launcher = SparkSubmitFixture.layout().resolve("scripts/alluvium");
            return new Ground(List.of("sh", launcher.toString()), Map.of("ALLUVIUM_ARCHIVE", "off"));
        }
    },
    LOCAL("`spark-submit --master local[2]`") {
        @Override
        Ground open(Path folder) throws IOException {
            return ofSparkSubmit(SparkSubmitFixture.in(folder), "--master", "local[2]");
        }
    },
    LOCAL_CLUSTER("`local-cluster`, client") {
        @Override
        Ground open(Path folder) throws IOException {
            return ofSparkSubmit(SparkSubmitFixture.in(folder), "--master", "local-cluster[1,1,1024]");
        }
    },
    STANDALONE("standalone, client") {
        @Override
        Ground open(Path folder) throws Exception {
            SparkSubmitFixture spark = SparkSubmitFixture.in(folder);
            StandaloneFixture cluster = StandaloneFixture.start(spark, Map.of());
            return ofSparkSubmit(spark, "--master", cluster.master()).closedWith(cluster);
        }
    },
    STANDALONE_CLUSTER("standalone, cluster") {
        @Override
        Ground open(Path folder) throws Exception {
            SparkSubmitFixture spark = SparkSubmitFixture.in(folder);
            StandaloneFixture cluster = StandaloneFixture.start(spark, Map.of());
            return ofSparkSubmit(
                            spark,
                            "--master",
                            cluster.master(),
                            "--deploy-mode",
                            "cluster",
                            "--conf",
                            "spark.standalone.submit.waitAppCompletion=true",
                            "--conf",
                            "spark.master.rest.enabled=false")
                    .drivenBy("org.apache.spark.deploy.worker.DriverWrapper")
                    .closedWith(cluster);
        }
    };

    private final String heading;

    SubmitMode(String heading) {
        this.heading = heading;
    }

    String heading() {
        return heading;
    }

    /** Starts what runs are submitted to; a mode that this build has nothing for throws TestAbortedException. */
    abstract Ground open(Path folder) throws Exception;

    private static Ground ofSparkSubmit(SparkSubmitFixture spark, String... options) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(spark.home().resolve("bin/spark-submit").toString()));
        command.addAll(List.of(options));
        command.addAll(List.of("--driver-memory", "800m", "--conf", "spark.ui.enabled=false"));
        command.addAll(List.of("--conf", "spark.sql.shuffle.partitions=2"));
        command.addAll(List.of("--class", "io.alluvium.Main", spark.jobJar().toString()));
        return new Ground(command, Map.of());
    }

    /** What runs are submitted to, and how. */
    static final class Ground implements AutoCloseable {
        private final List<String> command;
        private final Map<String, String> environment;
        private final String driver;
        private final AutoCloseable cluster;

        /** @param command to which the arguments of {@code alluvium} are added */
        Ground(List<String> command, Map<String, String> environment) {
            this(command, environment, "", () -> {});
        }

        private Ground(List<String> command, Map<String, String> environment, String driver, AutoCloseable cluster) {
            this.command = List.copyOf(command);
            this.environment = Map.copyOf(environment);
            this.driver = driver;
            this.cluster = cluster;
        }

        /** @param word in the command line of the process that works, where that is not the one that submits */
        Ground drivenBy(String word) {
            return new Ground(command, environment, word, cluster);
        }

        Ground closedWith(AutoCloseable started) {
            return new Ground(command, environment, driver, started);
        }

        Process submit(Path said, List<String> arguments) throws IOException {
            List<String> line = new ArrayList<>(command);
            line.addAll(arguments);
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(said.toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment().putAll(environment);
            return builder.start();
        }

        /** The process that works on what was submitted; all that this JVM starts are below it. */
        ProcessHandle driver(Process submitted) {
            return driver.isEmpty()
                    ? submitted.toHandle()
                    : ProcessHandle.current()
                            .descendants()
                            .filter(process -> commandLine(process).contains(driver))
                            .findFirst()
                            .orElseThrow(() -> new IllegalStateException("no process of " + driver));
        }

        /** The system's own: what Java tells of a long one is cut off. */
        private static String commandLine(ProcessHandle process) {
            try {
                return Files.readString(
                        Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1);
            } catch (IOException ended) {
                return "";
            }
        }

        @Override
        public void close() throws Exception {
            cluster.close();
        }
    }
}
