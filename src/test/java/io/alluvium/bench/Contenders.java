package io.alluvium.bench;

import io.alluvium.fixture.SparkSubmitFixture;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;
import org.apache.spark.sql.SparkSession;

/** Makes the command lines of the contenders. All have the same heap and the same jars. */
final class Contenders {
    private static final String HEAP = "-Xmx4g";

    private final Path repository;
    private final Path folder;
    private final String java =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    Contenders(Path repository, Path folder) {
        this.repository = repository;
        this.folder = folder;
    }

    Contender alluvium(String name, String command) {
        return new Contender(
                name,
                List.of(repository.resolve("scripts/alluvium").toString(), command, "--project", project()),
                Map.of("ALLUVIUM_JAVA_OPTS", HEAP, "ALLUVIUM_ARCHIVE", "now"));
    }

    /** A project of one's own by the launcher. */
    Contender alluvium(String name, String command, Path project) {
        return new Contender(
                name,
                List.of(repository.resolve("scripts/alluvium").toString(), command, "--project", project.toString()),
                Map.of("ALLUVIUM_JAVA_OPTS", HEAP, "ALLUVIUM_ARCHIVE", "now"));
    }

    Contender shell(String name, String line) {
        return new Contender(name, List.of("bash", "-c", line), Map.of());
    }

    /** Spark's defaults, in a JVM with its defaults. */
    Contender sparkCopy(String name, List<String> arguments) throws IOException {
        return sparkCopy(name, List.of(), arguments);
    }

    /** @param options of the JVM, where Spark finds settings */
    Contender sparkCopy(String name, List<String> options, List<String> arguments) throws IOException {
        return spark(name, options, SparkCopy.class, arguments);
    }

    /** Ours by spark-submit. */
    Contender submitted(String name, SparkSubmitFixture spark, String master, List<String> arguments)
            throws IOException {
        return submitted(
                name,
                spark,
                master,
                List.of("--class", "io.alluvium.Main", spark.jobJar().toString()),
                arguments);
    }

    /** Spark's JDBC reader by spark-submit; the driver of the database comes with our job jar. */
    Contender submittedCopy(String name, SparkSubmitFixture spark, String master, List<String> arguments)
            throws IOException {
        List<String> program =
                List.of("--jars", spark.jobJar().toString(), "--class", SparkCopy.class.getName(), peer().toString());
        return submitted(name, spark, master, program, arguments);
    }

    private static Contender submitted(
            String name, SparkSubmitFixture spark, String master, List<String> program, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                spark.home().resolve("bin/spark-submit").toString(),
                "--master",
                master,
                "--conf",
                "spark.ui.enabled=false"));
        command.addAll(program);
        command.addAll(arguments);
        return new Contender(name, command, Map.of());
    }

    /** Spark's readers of files, in a JVM with its defaults. */
    Contender sparkFiles(String name, List<String> arguments) throws IOException {
        return spark(name, List.of(), SparkFiles.class, arguments);
    }

    /** The SDK alone, in the launcher's JVM. */
    Contender upload(String name, List<String> arguments) throws IOException {
        List<String> command = launcherOptions();
        command.addAll(List.of("-cp", classPath(), BareUpload.class.getName()));
        command.addAll(arguments);
        return new Contender(name, command, Map.of());
    }

    /** The same. */
    Contender sparkLoop(String name, List<String> arguments) throws IOException {
        return spark(name, List.of(), SparkLoop.class, arguments);
    }

    /** A program of ours with the launcher's JVM and settings. */
    List<String> own(Class<?> program, List<String> arguments) throws IOException {
        List<String> command = tuned();
        command.addAll(List.of("-cp", classPath(), program.getName()));
        command.addAll(arguments);
        return command;
    }

    private Contender spark(String name, List<String> options, Class<?> program, List<String> arguments)
            throws IOException {
        List<String> command = javaWithModules();
        command.addAll(options);
        command.addAll(List.of("-Dspark.master=local[*]", "-cp", classPath(), program.getName()));
        command.addAll(arguments);
        return new Contender(name, command, Map.of());
    }

    /** The project's classes without the launcher, in a JVM with its defaults. */
    Contender ownCopy(String name, List<String> arguments) throws IOException {
        List<String> command = javaWithModules();
        command.addAll(List.of("-Duser.timezone=UTC", "-XX:+UseParallelGC"));
        command.add("-Dlog4j2.configurationFile=" + repository.resolve("conf/log4j2.properties"));
        command.addAll(List.of("-cp", classPath(), OwnCopy.class.getName()));
        command.addAll(arguments);
        return new Contender(name, command, Map.of());
    }

    /**
     * The same with the launcher's JVM, as a user meets it.
     *
     * @param archive of the classes that {@link #ownTraining} loads
     */
    Contender ownCopyLaunched(String name, Path archive, List<String> arguments) throws IOException {
        return launched(name, List.of("-XX:SharedArchiveFile=" + archive), arguments);
    }

    Contender ownTraining(Path archive, List<String> arguments) throws IOException {
        return launched("training", List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable"), arguments);
    }

    private Contender launched(String name, List<String> options, List<String> arguments) throws IOException {
        List<String> command = launcherOptions();
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), OwnCopy.class.getName()));
        command.addAll(arguments);
        return new Contender(name, command, Map.of());
    }

    /** The one text that a query over a Delta table gives, by stock Spark in this JVM. */
    String answer(Path table, String select) {
        return answer("delta.`" + table + "`", select);
    }

    private static SparkSession stock() {
        return SparkSession.builder()
                .master("local[*]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
                .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
                .getOrCreate();
    }

    /** Writes a file of CSV as one of Parquet into a new folder, by stock Spark in this JVM. */
    void toParquet(Path csv, String schema, Path target) {
        SparkSession spark = stock();
        try {
            spark.read()
                    .schema(schema)
                    .option("header", "true")
                    .csv(csv.toString())
                    .coalesce(1)
                    .write()
                    .parquet(target.toString());
        } finally {
            spark.stop();
        }
    }

    /** The same of any table, as Spark's SQL names it. */
    String answer(String table, String select) {
        SparkSession spark = stock();
        try {
            return spark.sql(select + table).head().getString(0);
        } finally {
            spark.stop();
        }
    }

    /** The launcher and its JVM with the archive, ended before our own first instruction. */
    Contender bareJvm() {
        return new Contender(
                "bare JVM",
                List.of(repository.resolve("scripts/alluvium").toString(), "validate", "--project", project()),
                Map.of("ALLUVIUM_JAVA_OPTS", HEAP + " -version", "ALLUVIUM_ARCHIVE", "now"));
    }

    Contender plainDefaults() throws IOException {
        List<String> command = javaWithModules();
        command.add("-Dspark.master=local[*]");
        return plain("plain defaults", command, List.of());
    }

    /** With the launcher's JVM options, our settings of Spark, and a class-data archive made of its own classes. */
    Contender plainTuned(Path archive) throws IOException {
        List<String> command = tuned();
        command.add("-XX:SharedArchiveFile=" + archive);
        return plain("plain, our settings", command, List.of("--tuned"));
    }

    Contender plainTraining(Path archive) throws IOException {
        List<String> command = tuned();
        command.addAll(List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable"));
        return plain("training", command, List.of("--tuned"));
    }

    private List<String> launcherOptions() {
        List<String> command = javaWithModules();
        command.addAll(List.of("-XX:+UseParallelGC", "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=256m"));
        command.add("-Duser.timezone=UTC");
        command.add("-Dlog4j2.configurationFile=" + repository.resolve("conf/log4j2.properties"));
        return command;
    }

    private List<String> tuned() throws IOException {
        List<String> command = launcherOptions();
        for (String line : Files.readAllLines(repository.resolve("conf/spark-defaults.conf"))) {
            if (!line.isBlank() && !line.startsWith("#")) {
                command.add("-D" + line.trim().replaceFirst("\\s+", "="));
            }
        }
        return command;
    }

    private List<String> javaWithModules() {
        List<String> command = new ArrayList<>(List.of(java, HEAP));
        command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
        return command;
    }

    private Contender plain(String name, List<String> options, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(options);
        command.addAll(List.of("-cp", classPath(), PlainSpark.class.getName(), project()));
        command.addAll(arguments);
        return new Contender(name, command, Map.of());
    }

    private String project() {
        return repository.resolve("jobs/tpch").toString();
    }

    private Path peer() {
        Path peer = folder.resolve("plain.jar");
        if (!Files.exists(peer)) {
            ToolProvider jar = ToolProvider.findFirst("jar").orElseThrow();
            PrintWriter out = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
            jar.run(out, out, "cf", peer.toString(), "-C", "target/test-classes", "io/alluvium");
        }
        return peer;
    }

    /** The jars of the local layout, ours for its driver, and the peer in a jar, since an archive takes no folders. */
    private String classPath() throws IOException {
        Path peer = peer();
        try (Stream<Path> layouts = Files.list(repository.resolve("target"));
                Stream<Path> jars =
                        Files.list(layouts.filter(path -> path.toString().endsWith("-local"))
                                .findFirst()
                                .orElseThrow()
                                .resolve("lib"))) {
            return Stream.concat(Stream.of(peer), jars.sorted())
                    .map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }
}
