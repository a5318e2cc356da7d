package io.alluvium.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.S3Fixture;
import io.alluvium.fixture.SparkSubmitFixture;
import io.alluvium.fixture.StandaloneFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A project in a bucket, submitted to a cluster whose driver nobody sees: spark-submit hides how it ended, the warehouse does
 * not. All ways of submitting with {@code -Dalluvium.submit.modes=all}.
 */
class SubmittedRunIT {
    private static final boolean ALL =
            System.getProperty("alluvium.submit.modes", "").equals("all");
    private static final Map<String, String> KEYS = Map.of(
            "AWS_ACCESS_KEY_ID", S3Fixture.ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY", S3Fixture.SECRET_KEY,
            "AWS_REGION", "us-east-1");

    @TempDir
    Path folder;

    private final S3Fixture bucket = S3Fixture.fresh();
    private PostgresFixture database;
    private SparkSubmitFixture spark;
    private StandaloneFixture cluster;
    private int submissions;

    @BeforeEach
    void start() throws Exception {
        database = PostgresFixture.fresh();
        database.run(
                "create table orders (id int primary key, at timestamptz default now() - interval '1 hour')",
                "insert into orders select generate_series(1, 100)");
        spark = SparkSubmitFixture.in(
                Files.createTempDirectory(Path.of("target").toAbsolutePath(), "submitted"));
        cluster = StandaloneFixture.start(spark, KEYS);
    }

    @AfterEach
    void end() {
        cluster.close();
        database.close();
    }

    /** The project as it lies in the bucket from now on. */
    private void project(int port, String moreTables, String model) throws IOException {
        project("postgres", port, moreTables, model);
    }

    private void project(String user, int port, String moreTables, String model) throws IOException {
        Path local = Files.createDirectories(folder.resolve("project" + submissions++));
        Files.writeString(local.resolve("project.conf"), """
                project = shop
                warehouse { path = "s3a://%s/warehouse", s3 { endpoint = "%s", region = us-east-1, path_style = true } }
                sources { db {
                  type = postgres, host = "127.0.0.1", port = %d, database = %s, user = %s
                  tables {
                    orders { from = "public.orders", key = [id], cursor = at }
                    %s
                  }
                } }
                run { retries = 0 }
                """.formatted(
                        bucket.bucket(), S3Fixture.endpoint(), port, database.database(), user, moreTables));
        if (!model.isEmpty()) {
            Files.createDirectories(local.resolve("curated"));
            Files.writeString(local.resolve("curated/orders.sql"), model);
        }
        bucket.copy(local, "projects/shop/");
    }

    private List<String> options() {
        return List.of(
                "--driver-memory",
                "800m",
                "--conf",
                "spark.hadoop.fs.s3a.endpoint=" + S3Fixture.endpoint(),
                "--conf",
                "spark.hadoop.fs.s3a.path.style.access=true",
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.sql.shuffle.partitions=2");
    }

    private String place() {
        return "s3a://" + bucket.bucket() + "/projects/shop";
    }

    private record Ended(int status, String said) {}

    private Ended script(String key, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of("scripts/submit-standalone.sh", spark.jobJar().toString(), place(), key));
        command.addAll(List.of(more));
        Path said = Files.createTempFile(folder, "script", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().putAll(KEYS);
        builder.environment()
                .putAll(Map.of(
                        "SPARK_HOME", spark.home().toString(),
                        "MASTER", cluster.master(),
                        "SPARK_OPTIONS", String.join(" ", options())));
        Process process = builder.start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), Files.readString(said));
    }

    @Test
    void whatARunOfAClusterEndedWithIsFoundByItsKey() throws Exception {
        project(database.port(), "gone { from = \"public.gone\", key = [id] }", "");
        Ended failed = script("daily:1");
        assertThat(failed.status()).as(failed.said() + cluster.driversSaid()).isEqualTo(1);
        assertThat(failed.said()).contains("raw.gone").contains("run 1: 1 done, 1 failed");
        assertThat(bucket.keys("warehouse/_alluvium/shop/runs/1/"))
                .contains("warehouse/_alluvium/shop/runs/1/run_results.json", "warehouse/_alluvium/shop/runs/1/log");
    }

    private static final String FAILING = """
            /*---
            strategy = full
            expect { none { that = "id < 0", else = fail } }
            ---*/
            select id from raw.orders
            """;

    /** Every exit status as it comes out of spark-submit, and as the warehouse has it. */
    @Test
    void eachExitStatusIsInTheWarehouseWhateverSparkSubmitTells() throws Exception {
        Assumptions.assumeTrue(ALL, "takes minutes: -Dalluvium.submit.modes=all");
        whatARunOfAClusterEndedWithIsFoundByItsKey();
        database.run("create table gone (id int primary key)");
        Ended continued = script("daily:1");
        assertThat(continued.status())
                .as(continued.said() + cluster.driversSaid())
                .isZero();
        assertThat(continued.said()).contains("run 2: 1 done, 1 skipped");

        Map<String, List<String>> ways = new LinkedHashMap<>();
        ways.put("client, local[2]", List.of("--master", "local[2]"));
        ways.put("client, local-cluster", List.of("--master", "local-cluster[1,1,1024]"));
        ways.put("client, standalone", List.of("--master", cluster.master()));
        ways.put(
                "cluster, standalone",
                List.of(
                        "--master",
                        cluster.master(),
                        "--deploy-mode",
                        "cluster",
                        "--conf",
                        "spark.standalone.submit.waitAppCompletion=true",
                        "--conf",
                        "spark.master.rest.enabled=false"));
        List<String> table = new ArrayList<>(List.of("| submitted | run | spark-submit | status --key |"));
        for (Map.Entry<String, List<String>> way : ways.entrySet()) {
            int turn = table.size();
            int port = database.port();
            project(port, "", "");
            table.add(row(way, turn, 0));
            table.add(row(way, turn, 99, "--skip-code"));
            project(port, "gone" + turn + " { from = \"public.gone\", key = [id] }", "");
            table.add(row(way, turn, 1));
            project("nobody_" + turn, port, "", "");
            table.add(row(way, turn, 2));
            project(port, "", FAILING);
            table.add(row(way, turn, 3));
            project(1, "", "");
            table.add(row(way, turn, 75));
            bucket.storage("projects/shop").delete("curated/orders.sql");
        }
        System.out.println(String.join("\n", table));
    }

    private String row(Map.Entry<String, List<String>> way, int turn, int status, String... more) throws Exception {
        String key = "k" + turn + "-" + status;
        List<String> options = new ArrayList<>(way.getValue());
        options.addAll(options());
        List<String> run = new ArrayList<>(List.of("run", "--project", place(), "--key", key));
        run.addAll(List.of(more));
        SparkSubmitFixture.Result submitted = spark.submit(folder, KEYS, options, run);
        List<String> asking = new ArrayList<>(List.of("--master", "local[1]"));
        asking.addAll(options());
        SparkSubmitFixture.Result asked = spark.submit(
                folder, KEYS, asking, List.of("status", "--project", place(), "--key", key, "--exit-code"));
        String row =
                "| " + way.getKey() + " | " + status + " | " + submitted.exitCode() + " | " + asked.exitCode() + " |";
        assertThat(asked.exitCode())
                .as(row + submitted.out() + submitted.err() + asked.out() + asked.err())
                .isEqualTo(status);
        return row;
    }
}
