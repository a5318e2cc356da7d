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
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A project in a bucket, submitted to a cluster whose driver nobody sees: spark-submit hides how it ended, the warehouse does
 * not.
 */
class SubmittedRunIT {
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

    /** The project as it lies in the bucket. */
    private void project(String moreTables) throws IOException {
        Path local = Files.createDirectories(folder.resolve("project"));
        Files.writeString(local.resolve("project.conf"), """
                project = shop
                warehouse { path = "s3a://%s/warehouse", s3 { endpoint = "%s", region = us-east-1, path_style = true } }
                sources { db {
                  type = postgres, host = "127.0.0.1", port = %d, database = %s, user = postgres
                  tables {
                    orders { from = "public.orders", key = [id], cursor = at }
                    %s
                  }
                } }
                run { retries = 0 }
                """.formatted(
                        bucket.bucket(), S3Fixture.endpoint(), database.port(), database.database(), moreTables));
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
        project("gone { from = \"public.gone\", key = [id] }");
        Ended failed = script("daily:1");
        assertThat(failed.status()).as(failed.said() + cluster.driversSaid()).isEqualTo(1);
        assertThat(failed.said()).contains("raw.gone").contains("run 1: 1 done, 1 failed");
        assertThat(bucket.keys("warehouse/_alluvium/shop/runs/1/"))
                .contains("warehouse/_alluvium/shop/runs/1/run_results.json", "warehouse/_alluvium/shop/runs/1/log");
    }

    @Test
    @EnabledIfSystemProperty(
            named = "alluvium.submit.modes",
            matches = "all",
            disabledReason = "takes a minute: mvn -Psubmit verify")
    void oneThatFailedIsContinuedByTheSameScript() throws Exception {
        whatARunOfAClusterEndedWithIsFoundByItsKey();
        database.run("create table gone (id int primary key)");

        Ended continued = script("daily:1");

        assertThat(continued.status())
                .as(continued.said() + cluster.driversSaid())
                .isZero();
        assertThat(continued.said()).contains("run 2: 1 done, 1 skipped");
    }
}
