package io.alluvium.launcher;

import io.alluvium.fixture.SparkSubmitFixture;
import io.alluvium.fixture.StandaloneFixture;
import io.alluvium.fixture.YarnFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A way to submit a run: each is a column of the page of exit statuses. */
enum SubmitMode {
    LAUNCHER("`scripts/alluvium`") {
        @Override
        Ground open(Path folder) throws IOException {
            Path launcher = SparkSubmitFixture.layout().resolve("bin/alluvium");
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
                    .drivenBy(() -> ProcessHandle.current()
                            .descendants()
                            .filter(process -> SparkSubmitFixture.commandLine(process)
                                    .contains("org.apache.spark.deploy.worker.DriverWrapper"))
                            .toList())
                    .closedWith(cluster);
        }
    },
    YARN_CLUSTER("YARN, cluster") {
        @Override
        Ground open(Path folder) throws Exception {
            SparkSubmitFixture spark = SparkSubmitFixture.in(folder).with(YarnFixture.sparkJars());
            YarnFixture yarn = YarnFixture.start(folder);
            return ofSparkSubmit(
                            spark,
                            "--master",
                            "yarn",
                            "--deploy-mode",
                            "cluster",
                            "--num-executors",
                            "1",
                            "--executor-memory",
                            "600m",
                            "--conf",
                            "spark.yarn.jars=local:" + spark.home().resolve("jars") + "/*",
                            // A second application master would tell of the second attempt.
                            "--conf",
                            "spark.yarn.maxAppAttempts=1")
                    .with(Map.of("HADOOP_CONF_DIR", yarn.configuration().toString()))
                    .drivenBy(yarn::masters)
                    .closedWith(yarn);
        }
    };

    private final String heading;

    SubmitMode(String heading) {
        this.heading = heading;
    }

    String heading() {
        return heading;
    }

    /** Starts what runs are submitted to. */
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
        private final Optional<Supplier<List<ProcessHandle>>> drivers;
        private final AutoCloseable cluster;

        /** @param command to which the arguments of {@code alluvium} are added */
        Ground(List<String> command, Map<String, String> environment) {
            this(command, environment, Optional.empty(), () -> {});
        }

        private Ground(
                List<String> command,
                Map<String, String> environment,
                Optional<Supplier<List<ProcessHandle>>> drivers,
                AutoCloseable cluster) {
            this.command = List.copyOf(command);
            this.environment = Map.copyOf(environment);
            this.drivers = drivers;
            this.cluster = cluster;
        }

        /** @param started the processes that work, where those are not the one that submits */
        Ground drivenBy(Supplier<List<ProcessHandle>> started) {
            return new Ground(command, environment, Optional.of(started), cluster);
        }

        /** @param more variables of the process that submits */
        Ground with(Map<String, String> more) {
            return new Ground(command, more, drivers, cluster);
        }

        Ground closedWith(AutoCloseable started) {
            return new Ground(command, environment, drivers, started);
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

        /** The process that works on what was submitted. */
        ProcessHandle driver(Process submitted) {
            return drivers.isEmpty()
                    ? submitted.toHandle()
                    : drivers.get().get().stream()
                            .findFirst()
                            .orElseThrow(() -> new IllegalStateException("no driver is at work"));
        }

        @Override
        public void close() throws Exception {
            cluster.close();
        }
    }
}
