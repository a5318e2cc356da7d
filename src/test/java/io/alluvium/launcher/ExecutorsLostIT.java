package io.alluvium.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.EventLog;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.fixture.SparkSubmitFixture;
import io.alluvium.fixture.StandaloneFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Executors come and go while their tasks read a table: each row arrives once, in the state of the one snapshot, and the
 * server never sees more connections than the project allows.
 */
@EnabledIfSystemProperty(named = "alluvium.clusters", matches = "true")
class ExecutorsLostIT {
    private static final int CONNECTIONS = 4;
    private static final int ROWS = 450_000;
    private static final String SOURCE_SUMS = """
            select concat_ws(' ', count(*), count(distinct id), sum(id), sum(length(filler)),
              sum(('x' || substr(md5(filler), 1, 8))::bit(32)::bigint)) from big""";
    private static final String RAW_SUMS = """
            concat_ws(' ', count(*), count(distinct id), sum(id), sum(length(filler)),
              sum(cast(conv(substr(md5(filler), 1, 8), 16, 10) as bigint)))""";

    @TempDir
    Path folder;

    private PostgresFixture database;
    private SparkSubmitFixture spark;
    private Path project = Path.of("");
    private String role = "";
    private EventLog events = new EventLog(Path.of(""));

    @BeforeEach
    void start() throws IOException {
        database = PostgresFixture.fresh();
        role = "reader_" + database.database();
        events = EventLog.in(folder.resolve("events"));
        spark = SparkSubmitFixture.in(
                Files.createTempDirectory(Path.of("target").toAbsolutePath(), "executors"));
        database.run(
                "create role " + role + " login",
                "create table big (id int primary key, filler text)",
                "insert into big select i, repeat(md5(i::text), 14) from generate_series(1, " + ROWS + ") i",
                // Reads take seconds wherever they are done, so that executors are lost in the middle of them.
                """
                create function slowly(id int) returns boolean language plpgsql as $$ begin
                  if id % 1000 = 0 and current_query() ilike 'copy%' then perform pg_sleep(0.02); end if;
                  return true;
                end $$""",
                "create policy slow on big using (slowly(id))",
                "alter table big enable row level security",
                "grant select on big to " + role,
                "analyze big");
    }

    @AfterEach
    void stop() {
        database.run("drop owned by " + role, "drop role " + role);
        database.close();
    }

    private void project(String engine) throws IOException {
        project = Files.createDirectories(folder.resolve("shop"));
        Files.writeString(project.resolve("project.conf"), """
                project = shop
                warehouse { path = "warehouse" }
                sources { db {
                  type = postgres, host = "127.0.0.1", port = %d, database = %s, user = %s, connections = %d, engine = %s
                  tables { big { from = "public.big", key = [id] } }
                } }
                run { retries = 0 }
                """.formatted(
                        database.port(), database.database(), role, CONNECTIONS, engine));
    }

    private List<String> options(String master, String... more) {
        List<String> options = new ArrayList<>(List.of(
                "--master",
                master,
                "--executor-memory",
                "1g",
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.sql.shuffle.partitions=4"));
        options.addAll(events.options());
        for (String setting : more) {
            options.addAll(List.of("--conf", setting));
        }
        return options;
    }

    /** What was seen from outside while a run was at work. */
    private record Watched(SparkSubmitFixture.Result result, int mostConnections, int killed) {}

    /**
     * Runs the project; ends an executor, with no chance to say so, as soon as two parts are being read, and changes
     * the source under the readers.
     */
    private Watched killed(List<String> options, Supplier<List<ProcessHandle>> executors) throws Exception {
        SparkSubmitFixture.Running run = spark.start(project, Map.of(), options, List.of("run"));
        int most = 0;
        int killed = 0;
        while (run.process().isAlive()) {
            most = Math.max(most, sessions(""));
            if (killed == 0 && sessions("and state = 'active' and query ilike 'copy%'") >= 2) {
                List<ProcessHandle> running =
                        executors.get().isEmpty() ? SparkSubmitFixture.executors(run.process()) : executors.get();
                assertThat(running).hasSizeGreaterThanOrEqualTo(2);
                assertThat(running.get(0).destroyForcibly()).isTrue();
                killed++;
                database.run(
                        "update big set filler = 'changed' where id <= 1000",
                        "insert into big select i, 'late' from generate_series(" + (ROWS + 1) + ", " + (ROWS + 1000)
                                + ") i",
                        "delete from big where id > 1000 and id <= 2000");
            }
        }
        return new Watched(run.result(), most, killed);
    }

    private int sessions(String more) {
        return Integer.parseInt(
                database.texts("select count(*) from pg_stat_activity where usename = '" + role + "' " + more)
                        .get(0));
    }

    private void arrivedOnce(Watched run, String snapshot) throws IOException {
        String said = run.result().out() + run.result().err();
        assertThat(run.killed()).as(said).isEqualTo(1);
        assertThat(run.result().exitCode()).as(said).isZero();
        assertThat(run.result().out()).contains("extracted  raw.big").contains("450,000 rows");
        assertThat(events.text()).contains("ExecutorLostFailure");
        assertThat(rawSums()).as("each row once, in the state of the snapshot").isEqualTo(snapshot);
        assertThat(run.mostConnections()).isBetween(3, CONNECTIONS);
    }

    private String rawSums() {
        Dataset<Row> raw = SparkFixture.plain(SparkFixture.on(folder.resolve("other")))
                .read()
                .format("delta")
                .load(project.resolve("warehouse/raw/big").toString());
        return raw.selectExpr(RAW_SUMS).first().getString(0);
    }

    private String sourceSums() {
        return database.texts(SOURCE_SUMS).get(0);
    }

    @Test
    void anExecutorKilledInMidReadLosesAndDoublesNothing() throws Exception {
        project("auto");
        String snapshot = sourceSums();
        arrivedOnce(killed(options("local-cluster[2,1,1024]"), List::of), snapshot);
    }

    @Test
    void norWhereSparkItselfReadsTheRows() throws Exception {
        project("spark");
        String snapshot = sourceSums();
        arrivedOnce(killed(options("local-cluster[2,1,1024]"), List::of), snapshot);
    }

    @Test
    void copiesOfSlowTasksOpenNoConnections() throws Exception {
        project("auto");
        String snapshot = sourceSums();
        try (StandaloneFixture cluster = StandaloneFixture.start(spark, Map.of(), 2, 4)) {
            Watched run = killed(
                    options(
                            cluster.master(),
                            "spark.executor.cores=4",
                            "spark.speculation=true",
                            "spark.speculation.interval=100ms",
                            "spark.speculation.minTaskRuntime=100ms",
                            "spark.speculation.task.duration.threshold=1s"),
                    cluster::executors);
            arrivedOnce(run, snapshot);
        }
        assertThat(events.text()).contains("\"Speculative\":true");
    }

    @Test
    void aStandaloneClusterThatAddsAndRemovesExecutorsKeepsTheSnapshotToo() throws Exception {
        project("auto");
        String snapshot = sourceSums();
        try (StandaloneFixture cluster = StandaloneFixture.start(spark, Map.of(), 2, 1)) {
            Watched run = killed(
                    options(
                            cluster.master(),
                            "spark.executor.cores=1",
                            "spark.dynamicAllocation.enabled=true",
                            "spark.dynamicAllocation.shuffleTracking.enabled=true",
                            "spark.dynamicAllocation.minExecutors=0",
                            "spark.dynamicAllocation.executorIdleTimeout=1s",
                            "spark.dynamicAllocation.schedulerBacklogTimeout=1s"),
                    cluster::executors);
            arrivedOnce(run, snapshot);
        }
    }

    @Test
    void aStandaloneClusterReplacesALostExecutor() throws Exception {
        project("auto");
        String snapshot = sourceSums();
        try (StandaloneFixture cluster = StandaloneFixture.start(spark, Map.of(), 2, 1)) {
            arrivedOnce(killed(options(cluster.master()), cluster::executors), snapshot);
        }
    }
}
