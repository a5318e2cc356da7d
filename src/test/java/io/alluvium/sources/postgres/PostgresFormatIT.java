package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Causes;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.PostgresFixture;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A table as a DataFrame, for anyone. */
@Timeout(60)
class PostgresFormatIT {
    private static final SparkSession SPARK = LocalSpark.session();

    private PostgresFixture database;

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private Map<String, String> options(String table) {
        Map<String, String> options = new HashMap<>();
        options.put("host", database.host());
        options.put("port", Integer.toString(database.port()));
        options.put("database", database.database());
        options.put("user", PostgresFixture.OWNER);
        options.put("table", table);
        return options;
    }

    private Dataset<Row> load(String table) {
        return SPARK.read().format("alluvium-postgres").options(options(table)).load();
    }

    private int sessions() {
        return Integer.parseInt(database.texts("select count(*) from pg_stat_activity"
                        + " where datname = current_database() and application_name = 'alluvium'")
                .get(0));
    }

    private void awaitNoSession(Runnable meanwhile) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (sessions() > 0 && System.nanoTime() < end) {
            meanwhile.run();
            Thread.sleep(50);
        }
        assertThat(sessions()).isZero();
    }

    @Test
    void aDataFrameIsOneStateOfItsTableHoweverOftenItIsRead() {
        database.run(
                "create table t (id int primary key, name text) with (fillfactor = 10)",
                "insert into t select i, repeat('x', 700) from generate_series(1, 25000) i");
        Dataset<Row> rows = load("public.t");
        long first = rows.count();
        database.run("delete from t where id > 10", "update t set name = 'other'");

        assertThat(rows.rdd().getNumPartitions()).isEqualTo(3);
        assertThat(first).isEqualTo(25_000);
        assertThat(rows.where("name = 'other'").count()).isZero();
        assertThat(rows.as("a").join(rows.as("b"), "id").count()).isEqualTo(25_000);
        assertThat(load("t").count()).isEqualTo(10);
    }

    @Test
    void columnsOfAnyNameAndViewsAreRead() {
        database.run(
                "create table \"T t\" (\"a b\" int, _op int)",
                "insert into \"T t\" values (1, 2)",
                "create view v as select *, 'x' as x from \"T t\"");

        assertThat(load("public.\"T t\"").toJSON().collectAsList()).containsExactly("{\"a b\":1,\"_op\":2}");
        assertThat(load("v").select("x", "_op").collectAsList().toString()).isEqualTo("[[x,2]]");
    }

    @Test
    void theSessionThatHoldsTheStateEndsWhenNothingRefersToTheDataFrame() throws InterruptedException {
        database.run("create table t (id int primary key)", "insert into t values (1)");
        assertThat(load("t").collectAsList()).hasSize(1);
        assertThat(load("t").cache().unpersist().count()).isEqualTo(1);

        awaitNoSession(System::gc);
    }

    @Test
    void theServerEndsTheHoldWhenItsTimeIsOver() throws InterruptedException {
        database.run("create table t (id int primary key)", "insert into t values (1)");
        FormatOptions options = FormatOptions.of(options("t"));
        CopyTable table =
                new FormatOptions(options.source(), options.table(), Duration.ofMillis(100)).open(SPARK.sparkContext());
        awaitNoSession(() -> {});

        assertThat(Causes.first(catchThrowable(() -> table.in(SPARK).count()), AlluviumException.class)
                        .orElseThrow())
                .hasMessage("ALV-3016: the server ended the session that read t");
        assertThat(options.hold()).isEqualTo(Duration.ofHours(4));
    }

    @Test
    void aServerThatIsSilentForLongerThanTheTimeoutIsGivenUp() throws SQLException {
        database.run("create table t (id int primary key)");
        Map<String, String> options = options("t");
        options.put("timeout", "1 second");
        try (Connection other = database.connect();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("lock table t in access exclusive mode");

            assertThatThrownBy(() -> SPARK.read()
                            .format("alluvium-postgres")
                            .options(options)
                            .load())
                    .isInstanceOfSatisfying(
                            AlluviumException.class,
                            e -> assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.SOURCE_SILENT));
        }
    }

    @Test
    void allThatIsWrongWithOptionsIsToldAtOnceAndNoSecretIsShown() {
        AlluviumException refused = Assertions.catchThrowableOfType(
                AlluviumException.class,
                () -> SPARK.read()
                        .format("alluvium-postgres")
                        .option("hots", "h")
                        .option("port", "70000")
                        .option("database", "shop")
                        .option("user", "u")
                        .option("password", "s3cr3t-canary")
                        .option("table", "t")
                        .option("timeout", "90")
                        .load());

        assertThat(refused.problems())
                .extracting(Problem::message)
                .containsExactly(
                        "option hots is not known",
                        "option host is missing",
                        "option port = 70000 is no number from 1 to 65535",
                        "option password must be a reference, not the secret itself",
                        "option timeout = 90 is no time from 1 second to 1 day");
        assertThat(refused.problems().get(0).suggestion()).contains("host");
        assertThat(refused.toString()).doesNotContain("s3cr3t-canary");
    }

    @Test
    void whatCannotBeReadIsToldWhenItIsLoadedAndLeavesNoSession() throws InterruptedException {
        String role = "r_" + database.database();
        database.run(
                "create role " + role + " login",
                "create table t (id int)",
                "create extension cube",
                "create table odd (id int, shape public.cube)");
        try {
            Map<String, String> options = options("t");
            options.put("user", role);
            assertThatThrownBy(() -> SPARK.read()
                            .format("alluvium-postgres")
                            .options(options)
                            .load())
                    .isInstanceOfSatisfying(
                            AlluviumException.class,
                            e -> assertThat(e.problems().get(0).fix()).contains("GRANT SELECT ON t TO " + role + ";"));
            assertThatThrownBy(() -> load("odd"))
                    .hasMessage("ALV-3005: the column shape of odd has type public.cube, which has no exact image");
            assertThatThrownBy(() -> load("tt")).isInstanceOfSatisfying(AlluviumException.class, e -> {
                assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.SOURCE_TABLE_MISSING);
                assertThat(e.problems().get(0).suggestion()).contains("public.t");
            });
            awaitNoSession(() -> {});
        } finally {
            database.run("drop role " + role);
        }
    }
}
