package io.alluvium.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.demo.DemoSources;
import io.alluvium.demo.TruthCheck;
import io.alluvium.fixture.EventLog;
import io.alluvium.fixture.S3Fixture;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.fixture.SparkSubmitFixture;
import io.alluvium.fixture.YarnFixture;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo, submitted to a real YARN: its tables are what PostgreSQL answers, whoever is killed, and the reader's password is
 * nowhere to be seen.
 */
@EnabledIfSystemProperty(named = "alluvium.clusters", matches = "true")
class YarnIT {
    private static final Pattern APPLICATION = Pattern.compile("application_\\d+_\\d+");
    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final Path DEMO = Path.of("jobs/tpch").toAbsolutePath();

    private static Path servers = Path.of("");
    private static YarnFixture yarn;
    private static SparkSubmitFixture spark;

    @TempDir
    Path folder;

    private DemoSources sources;
    private Path secret = Path.of("");
    private final List<String> pages = new ArrayList<>();

    @BeforeAll
    static void startYarn() throws Exception {
        servers = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "yarn");
        yarn = YarnFixture.start(servers);
        spark = SparkSubmitFixture.in(servers).with(YarnFixture.sparkJars());
    }

    @AfterAll
    static void endYarn() {
        yarn.close();
    }

    @BeforeEach
    void fillSources() throws Exception {
        sources = DemoSources.start(folder.resolve("demo"), 0.01, DEMO);
        secret = Files.writeString(
                folder.resolve("secret"), sources.environment().get("TPCH_PASSWORD") + "\n");
    }

    @AfterEach
    void closeSources() throws Exception {
        sources.close();
    }

    /** The demo's project, with a second environment in which the password lies in a file that is named by a variable. */
    private Path project() throws IOException {
        Path project = folder.resolve("tpch");
        try (Stream<Path> files = Files.walk(DEMO)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = project.resolve(DEMO.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Files.createDirectories(project.resolve("conf"));
        String sources = """
                sources {
                  shop { password = "file:"${TPCH_PASSWORD_FILE} }
                  seeds { path = "%s" }
                }
                """.formatted(DEMO.resolve("seeds"));
        Files.writeString(project.resolve("conf/yarn.conf"), sources);
        Files.writeString(
                project.resolve("conf/s3.conf"),
                sources
                        + "warehouse { s3 { endpoint = \"%s\", region = us-east-1, path_style = true } }\n"
                                .formatted(S3Fixture.endpoint()));
        return project;
    }

    private Path archive(Path project) throws IOException {
        Path zip = folder.resolve("tpch.zip");
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream out = new ZipOutputStream(file);
                Stream<Path> files = Files.walk(project)) {
            for (Path one : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(project.relativize(one).toString()));
                Files.copy(one, out);
            }
        }
        return zip;
    }

    private Map<String, String> variables(String warehouse) {
        Map<String, String> variables = new TreeMap<>(sources.environment());
        variables.remove("TPCH_PASSWORD");
        variables.put("TPCH_WAREHOUSE", warehouse);
        variables.put("TPCH_PASSWORD_FILE", secret.toString());
        return variables;
    }

    private List<String> options(Map<String, String> variables, String... more) throws IOException {
        List<String> options = new ArrayList<>(
                List.of("--driver-memory", "700m", "--executor-memory", "600m", "--num-executors", "1"));
        List<String> settings = new ArrayList<>(List.of(
                "spark.yarn.jars=local:" + spark.home().resolve("jars") + "/*",
                "spark.sql.shuffle.partitions=2",
                "spark.ui.enabled=true",
                "spark.ui.port=0"));
        // YARN's proxy may look at a driver's pages if it comes from the address that it is known by.
        settings.add("spark.yarn.appMasterEnv.SPARK_LOCAL_IP=127.0.0.1");
        settings.add("spark.executorEnv.SPARK_LOCAL_IP=127.0.0.1");
        variables.forEach((name, value) -> settings.add("spark.yarn.appMasterEnv." + name + "=" + value));
        for (String setting : settings) {
            options.addAll(List.of("--conf", setting));
        }
        options.addAll(EventLog.in(folder.resolve("events")).options());
        options.addAll(List.of(more));
        return options;
    }

    private record Ended(int status, String said) {}

    /** Starts the script and looks at all that YARN and the driver show while it runs. */
    private Ended submit(Map<String, String> environment, List<String> options, String... arguments) throws Exception {
        return await(start(environment, options, arguments));
    }

    private Process start(Map<String, String> environment, List<String> options, String... arguments)
            throws IOException {
        List<String> command =
                new ArrayList<>(List.of("scripts/submit-yarn.sh", spark.jobJar().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        builder.environment().putAll(environment);
        builder.environment().put("SPARK_HOME", spark.home().toString());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("HADOOP_CONF_DIR", yarn.configuration().toString());
        builder.environment().put("SPARK_OPTIONS", String.join(" ", options));
        return builder.start();
    }

    private Ended await(Process process) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!process.waitFor(1, TimeUnit.SECONDS)) {
            look();
            if (System.nanoTime() > deadline) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
        look();
        return new Ended(process.exitValue(), Files.readString(folder.resolve("said")));
    }

    private void look() {
        String applications = page(yarn.resources("/ws/v1/cluster/apps"));
        page(yarn.node("/ws/v1/node/containers"));
        Matcher ids = APPLICATION.matcher(applications);
        while (ids.find()) {
            page(yarn.resources("/ws/v1/cluster/apps/" + ids.group() + "/appattempts"));
            String driver = "/proxy/" + ids.group() + "/api/v1/applications/" + ids.group();
            for (String shown : List.of("/environment", "/1/environment", "/sql?details=true", "/1/sql?details=true")) {
                page(yarn.resources(driver + shown));
            }
            page(yarn.resources("/proxy/" + ids.group() + "/environment/"));
        }
        // Whoever has a login on the machine sees these.
        pages.addAll(yarn.commandLines());
    }

    private String page(URI page) {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.ALWAYS)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        try {
            String text = client.send(
                            HttpRequest.newBuilder(page)
                                    .header("Accept", "application/json")
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            pages.add(text);
            return text;
        } catch (IOException notYetOrNoMore) {
            return "";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every table of the demo is what PostgreSQL answers, and each raw table came in one batch. */
    private void isExact(String warehouse) throws Exception {
        Path copy = Files.createTempDirectory(folder, "warehouse");
        Configuration settings = new Configuration();
        S3Fixture.settings().forEach(settings::set);
        settings.set("fs.s3a.access.key", S3Fixture.ACCESS_KEY);
        settings.set("fs.s3a.secret.key", S3Fixture.SECRET_KEY);
        try (FileSystem files = FileSystem.newInstance(URI.create(warehouse), settings)) {
            files.copyToLocalFile(
                    false,
                    new org.apache.hadoop.fs.Path(warehouse),
                    new org.apache.hadoop.fs.Path(copy.resolve("all").toUri()),
                    true);
        }
        assertThat(new TruthCheck(sources.connection(), DEMO, copy.resolve("all")).all())
                .hasSize(15)
                .allSatisfy(table ->
                        assertThat(table.differences()).as(table.table()).isEmpty());
        for (String table : List.of("orders", "lineitem", "customer", "partsupp")) {
            assertThat(SparkFixture.plain(SparkFixture.on(folder.resolve("other")))
                            .read()
                            .format("delta")
                            .load(copy.resolve("all/raw/" + table).toString())
                            .where("_batch = 1")
                            .count())
                    .as(table)
                    .isEqualTo(sources.rows(table));
        }
        secretIsNowhere(copy);
    }

    /** Its file has it, and the memory of the processes that were let in by it. */
    private void secretIsNowhere(Path... more) throws IOException {
        String password = sources.environment().get("TPCH_PASSWORD");
        List<Path> places = new ArrayList<>(List.of(more));
        places.addAll(List.of(folder.resolve("events"), folder.resolve("said"), yarn.home()));
        for (Path place : places) {
            try (Stream<Path> files = Files.walk(place)) {
                for (Path file : files.filter(Files::isRegularFile)
                        .filter(file -> !file.startsWith(yarn.home().resolve("spark-home")))
                        .toList()) {
                    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(password))
                            .as(file.toString())
                            .isFalse();
                }
            }
        }
        assertThat(pages).noneMatch(page -> page.contains(password));
        assertThat(pages).anyMatch(page -> page.contains("sparkProperties"));
        assertThat(pages).anyMatch(page -> page.contains("CoarseGrainedExecutorBackend"));
        assertThat(pages).anyMatch(page -> page.contains("appAttempt"));
    }

    @Test
    void theDemoRunsFromThisMachineAndFromAnArchiveInTheApplicationMaster() throws Exception {
        String warehouse = yarn.files() + "/client/warehouse";
        Path project = project();
        Map<String, String> here = new TreeMap<>(sources.environment());
        here.put("TPCH_WAREHOUSE", warehouse);
        here.put("DEPLOY_MODE", "client");
        sources.beginLateTransaction();
        Ended client = submit(here, options(Map.of()), project.toString(), "day:1");
        assertThat(client.status()).as(client.said()).isZero();
        assertThat(client.said()).contains("extracted  raw.lineitem").contains("run 1:");
        isExact(warehouse);

        Ended nothing = submit(here, options(Map.of()), project.toString(), "day:1b", "--skip-code", "--env", "yarn");
        assertThat(nothing.status())
                .as("no variable of that file: " + nothing.said())
                .isEqualTo(2);

        sources.change();
        Map<String, String> there = variables(warehouse);
        Map<String, String> asking = new TreeMap<>(there);
        asking.putAll(Map.of("PROJECT_ENV", "yarn", "LOCAL_PROJECT", project.toString()));
        Ended cluster = submit(asking, options(there, "--archives", archive(project) + "#tpch"), "tpch", "day:2");
        assertThat(cluster.status()).as(cluster.said()).isZero();
        assertThat(cluster.said())
                .as("YARN tells what it was, and started no second application master")
                .contains("final status: SUCCEEDED")
                .contains("run 2:");
        isExact(warehouse);

        Ended idle = submit(
                asking, options(there, "--archives", archive(project) + "#tpch"), "tpch", "day:3", "--skip-code");
        assertThat(idle.status()).as(idle.said()).isEqualTo(99);
        assertThat(idle.said()).contains("final status: SUCCEEDED");
    }

    @Test
    void aSecondApplicationMasterContinuesWhatTheKilledOneLeft() throws Exception {
        String root = yarn.files() + "/killed";
        String warehouse = root + "/warehouse";
        FileSystem files = FileSystem.newInstance(URI.create(root), new Configuration());
        files.copyFromLocalFile(
                new org.apache.hadoop.fs.Path(project().toUri()), new org.apache.hadoop.fs.Path(root + "/tpch"));
        Map<String, String> there = variables(warehouse);
        Map<String, String> asking = new TreeMap<>(there);
        asking.put("PROJECT_ENV", "yarn");
        Process submitted = start(asking, options(there), root + "/tpch", "day:1");
        org.apache.hadoop.fs.Path begun =
                new org.apache.hadoop.fs.Path(warehouse + "/raw/orders/_delta_log/00000000000000000000.json");
        while (submitted.isAlive() && !files.exists(begun)) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        List<ProcessHandle> masters = yarn.masters();
        assertThat(masters).hasSize(1);
        assertThat(masters.get(0).destroyForcibly()).isTrue();
        assertThat(files.exists(new org.apache.hadoop.fs.Path(warehouse + "/aggregate")))
                .isFalse();

        Ended ended = await(submitted);
        assertThat(ended.status()).as(ended.said()).isZero();
        assertThat(ended.said()).contains("run 2:").contains("final status: SUCCEEDED");
        assertThat(pages).anyMatch(page -> page.contains("_000002"));
        assertThat(files.exists(new org.apache.hadoop.fs.Path(warehouse + "/_alluvium/tpch/runs/1/run_results.json")))
                .isFalse();
        isExact(warehouse);
    }

    @Test
    void aProjectAndAWarehouseInABucketAndTheExitStatusOfAWrongPassword() throws Exception {
        S3Fixture bucket = S3Fixture.fresh();
        bucket.copy(project(), "projects/tpch/");
        String warehouse = "s3a://" + bucket.bucket() + "/warehouse";
        Path keys = Files.writeString(
                folder.resolve("keys"),
                "[default]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
                        .formatted(S3Fixture.ACCESS_KEY, S3Fixture.SECRET_KEY));
        Map<String, String> there = variables(warehouse);
        there.put("AWS_SHARED_CREDENTIALS_FILE", keys.toString());
        there.put("AWS_REGION", "us-east-1");
        Map<String, String> asking = new TreeMap<>(there);
        asking.put("PROJECT_ENV", "s3");
        List<String> options = options(
                there,
                "--conf",
                "spark.hadoop.fs.s3a.endpoint=" + S3Fixture.endpoint(),
                "--conf",
                "spark.hadoop.fs.s3a.path.style.access=true",
                "--conf",
                "spark.executorEnv.AWS_SHARED_CREDENTIALS_FILE=" + keys,
                "--conf",
                "spark.yarn.maxAppAttempts=1");
        String project = "s3a://" + bucket.bucket() + "/projects/tpch";
        Ended run = submit(asking, options, project, "day:1");
        assertThat(run.status()).as(run.said()).isZero();
        isExact(warehouse);
        assertThat(pages).noneMatch(page -> page.contains(S3Fixture.SECRET_KEY));

        Files.writeString(secret, "wrong");
        Ended refused = submit(asking, options, project, "day:2");
        assertThat(refused.status()).as(refused.said()).isEqualTo(2);
        assertThat(refused.said()).contains("final status: FAILED").contains("User application exited with status 2");
    }
}
