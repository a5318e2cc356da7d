package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.Problem;
import io.alluvium.fixture.StandbyFixture;
import io.alluvium.report.ExitStatus;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import io.alluvium.verify.Verdict;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables read from a hot standby of a real primary. */
class StandbyIT {
    private static StandbyFixture servers;

    @TempDir
    static Path data;

    @TempDir
    Path folder;

    private ProjectFolder project;

    @BeforeAll
    static void start() {
        servers = StandbyFixture.start(data);
    }

    @AfterAll
    static void stop() {
        servers.close();
    }

    @BeforeEach
    void emptyDatabase() {
        project = new ProjectFolder(folder);
        servers.onStandby("alter system reset max_standby_streaming_delay", "select pg_reload_conf()");
        servers.run(
                "drop table if exists items",
                "create table items (id bigint primary key, v int,"
                        + " at timestamptz not null default clock_timestamp())");
        servers.replayed();
    }

    private void configure(String table) {
        configure(servers.standbyPort(), "tables { " + table + " }", 2);
    }

    private void configure(int port, String tables, int retries) {
        project.write("project.conf", """
                project = mirror
                warehouse { path = "warehouse" }
                run { retries = %d }
                sources {
                  db {
                    type = postgres, host = "127.0.0.1", port = %d, database = postgres, user = postgres
                    %s
                  }
                }
                """.formatted(retries, port, tables));
    }

    private StepRecord run() {
        return run((table, boundary) -> {});
    }

    private StepRecord run(Boundary.Listener boundaries) {
        RunRecord record = project.run(boundaries);
        assertThat(record.steps()).hasSize(1);
        return record.steps().get(0);
    }

    private List<String> raw(String columns) {
        return project.rows("select " + columns + " from raw.items").stream()
                .sorted()
                .toList();
    }

    private void isEqualToItsSource() {
        assertThat(project.pipeline().verify(List.of("items")))
                .singleElement()
                .satisfies(verdict -> assertThat(
                                ((Verdict.Checked) verdict).compared().isEqual())
                        .isTrue());
    }

    @Test
    void snapshotFindsInsertsUpdatesAndDeletesAsFarAsTheStandbyIs() {
        configure("items { from = items, key = [id], mode = snapshot }");
        servers.run("insert into items select i, i from generate_series(1, 5000) i");
        servers.replayed();
        assertThat(run().guarantee()).hasValue("complete; as far as this standby has replayed its primary");
        assertThat(run().outcome()).isEqualTo(StepRecord.Outcome.SKIPPED);
        servers.run(
                "delete from items where id = 1",
                "update items set v = 0 where id = 2",
                "insert into items values (0)");
        servers.replayed();
        assertThat(run().changes().inserted()).isEqualTo(3);
        isEqualToItsSource();
    }

    /**
     * 200 savepoints are more than PostgreSQL puts into an exported snapshot of a standby. Who reads by it all the same
     * has the standby lose the rows for good.
     */
    @Test
    void withTransactionsOpenNothingIsReadAndNothingSpoiltAndLateCommitsComeAfterwards() throws SQLException {
        String tables = "tables { items { from = items, key = [id], mode = xid } }";
        configure(servers.standbyPort(), tables, 0);
        servers.run("insert into items values (1000, 1)");
        servers.replayed();
        assertThat(run().guarantee())
                .hasValue(
                        "complete as long as this address is one and the same standby; deletes are not seen; an updated key leaves the old one;"
                                + " as far as this standby has replayed its primary");
        try (Connection late = servers.connect();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            for (int i = 0; i < 200; i++) {
                late.setSavepoint();
                statement.execute("insert into items values (" + i + ", 0)");
            }
            servers.run("insert into items values (1001, 1)");
            servers.replayed();
            StepRecord step = run();
            assertThat(step.outcome()).isEqualTo(StepRecord.Outcome.FAILED);
            assertThat(ExitStatus.ofSteps(List.of(step)).code()).isEqualTo(75);
            Problem problem = step.problems().get(0);
            assertThat(problem.message())
                    .isEqualTo("the standby at 127.0.0.1:" + servers.standbyPort()
                            + " had no moment without an open transaction of its primary in 5 s");
            assertThat(problem.fix())
                    .hasValue("run again when long transactions of the primary have ended, or connect to the primary");
            late.commit();
        }
        servers.replayed();
        assertThat(run().changes().inserted()).isEqualTo(201);
        assertThat(raw("id")).hasSize(202).doesNotHaveDuplicates();
        isEqualToItsSource();
    }

    /** Readers wait for a moment at which no transaction is open: writers give them one. */
    @Test
    void byTransactionsNothingIsMissedAndNothingComesTwiceWhileOthersWrite() throws Exception {
        configure("items { from = items, key = [id], mode = xid }");
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger written = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Future<?>> writers = new ArrayList<>();
        for (int writer = 0; writer < 3; writer++) {
            long first = 1_000_000L * writer;
            writers.add(threads.submit(() -> {
                write(first, written, stop);
                return null;
            }));
        }
        for (int runs = 0; runs < 5 || written.get() < 60; runs++) {
            assertThat(run().problems()).isEmpty();
        }
        stop.set(true);
        for (Future<?> writer : writers) {
            writer.get();
        }
        threads.shutdown();
        servers.replayed();
        run();
        assertThat(raw("id, _source_version")).doesNotHaveDuplicates().hasSizeGreaterThan(50);
        isEqualToItsSource();
    }

    private static void write(long first, AtomicInteger written, AtomicBoolean stop) throws SQLException {
        SplittableRandom random = new SplittableRandom(first);
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (long id = first; !stop.get(); id++) {
                statement.execute("insert into items values (" + id + ", 0)");
                connection.setSavepoint();
                statement.execute("update items set v = v + 1 where id = " + random.nextLong(first, id + 1));
                connection.commit();
                written.incrementAndGet();
                statement.execute("select pg_sleep(" + random.nextInt(30) / 1000.0 + ")");
                connection.commit();
            }
        }
    }

    /** The standby stands still while the primary goes on: what it lacks must not count as seen. */
    @Test
    void lookbackCountsFromWhatWasReplayedNotFromTheClock() {
        configure("items { from = items, key = [id], mode = lookback, cursor = at, lookback = 1s }");
        servers.run("insert into items values (1)");
        servers.replayed();
        run();
        servers.onStandby("select pg_wal_replay_pause()");
        servers.run("insert into items values (2)");
        servers.onStandby("select pg_sleep(1.2)");
        run();
        assertThat(raw("id")).containsExactly("1");
        servers.onStandby("select pg_wal_replay_resume()");
        servers.replayed();
        assertThat(run().guarantee())
                .hasValue(
                        "complete only where every write sets at and commits within 1 seconds; later ones are missed;"
                                + " deletes are not seen; an updated key leaves the old one; as far as this standby has replayed its primary");
        assertThat(raw("id")).containsExactly("1", "2");
    }

    @Test
    void modesThatNeedTheTimesOfOpenTransactionsAreRefusedWithPlaceAndWayOut() {
        servers.run(
                "drop table items",
                "create table items (id bigint generated always as identity primary key, at timestamptz not null default now())");
        servers.replayed();
        for (String mode : List.of("cursor = at", "mode = append, cursor = id")) {
            configure("items { from = items, key = [id], " + mode + " }");
            StepRecord step = run();
            assertThat(step.outcome()).isEqualTo(StepRecord.Outcome.FAILED);
            Problem problem = step.problems().get(0);
            assertThat(problem.message())
                    .isEqualTo("mode " + (mode.startsWith("cursor") ? "cursor" : "append")
                            + " needs the primary server: a standby does not show when its open transactions began");
            assertThat(problem.place().orElseThrow().line()).isEqualTo(7);
            assertThat(problem.marked()).hasValue("cursor");
            assertThat(problem.fix()).hasValue("connect to the primary, or mode = xid, which needs no times");
        }
    }

    @Test
    void aStandbyIsAnotherServerThanItsPrimary() {
        configure("items { from = items, key = [id], mode = xid }");
        run();
        configure(servers.primaryPort(), "tables { items { from = items, key = [id], mode = xid } }", 2);
        Problem problem = run().problems().get(0);
        assertThat(problem.message()).isEqualTo("127.0.0.1 is not the server that raw.items was read from");
        assertThat(problem.label().orElseThrow())
                .matches("now system [0-9]+ timeline 00000001 database [0-9]+,"
                        + " before system [0-9]+ timeline 00000001 standby database [0-9]+");
        project.pipeline().reset(List.of("items"), Duration.ZERO);
        assertThat(run().outcome()).isEqualTo(StepRecord.Outcome.EXTRACTED);
    }

    @Test
    void allTablesByPattern() {
        configure(servers.standbyPort(), "tables = [\"public.*\"]", 2);
        servers.run("insert into items values (7)");
        servers.replayed();
        assertThat(run().outcome()).isEqualTo(StepRecord.Outcome.EXTRACTED);
        assertThat(raw("id")).containsExactly("7");
    }

    /** The primary removes rows that the snapshot of a run still shows, and the standby does not wait. */
    private void replayConflict() {
        servers.run("delete from items where id % 2 = 0", "vacuum items");
        servers.replayed();
    }

    private void standbyThatDoesNotWait() {
        servers.onStandby("alter system set max_standby_streaming_delay = 0", "select pg_reload_conf()");
        servers.run("insert into items select i, i from generate_series(1, 5000) i");
        servers.replayed();
    }

    @Test
    void aReadThatTheStandbyEndsIsDoneAgain() {
        standbyThatDoesNotWait();
        for (String mode : List.of("xid", "snapshot")) {
            configure("items_" + mode + " { from = items, key = [id], mode = " + mode + " }");
            AtomicBoolean done = new AtomicBoolean();
            StepRecord step = run((table, boundary) -> {
                if (boundary == Boundary.INTENT_WRITTEN && !done.getAndSet(true)) {
                    replayConflict();
                }
            });
            assertThat(step.problems()).isEmpty();
            assertThat(step.attempts()).isEqualTo(2);
            assertThat(step.outcome()).isEqualTo(StepRecord.Outcome.EXTRACTED);
            assertThat(step.changes().inserted()).isEqualTo(2500);
            servers.run("truncate items", "insert into items select i, i from generate_series(1, 5000) i");
            servers.replayed();
        }
    }

    @Test
    void aReadThatTheStandbyEndsAndNobodyRepeatsSaysWhyAndCommitsNothing() {
        standbyThatDoesNotWait();
        configure(servers.standbyPort(), "tables { items { from = items, key = [id], mode = xid } }", 0);
        StepRecord step = run((table, boundary) -> {
            if (boundary == Boundary.INTENT_WRITTEN) {
                replayConflict();
            }
        });
        Problem problem = step.problems().get(0);
        assertThat(problem.message()).isEqualTo("the standby ended the read of items");
        assertThat(problem.label())
                .hasValue("it had to replay the removal of rows that the snapshot still shows (40001)");
        assertThat(problem.fix())
                .hasValue("on the standby: hot_standby_feedback = on, or a longer max_standby_streaming_delay");
        assertThat(ExitStatus.ofSteps(List.of(step)).code()).isEqualTo(75);
        assertThat(run().changes().inserted()).isEqualTo(2500);
        isEqualToItsSource();
    }

    @Test
    void doctorNamesTheTableThatCannotBeRead() {
        configure("items { from = items, key = [id], mode = xid }, late { from = items, key = [id], cursor = at }");
        assertThat(project.pipeline().examine())
                .filteredOn(finding -> !finding.fine())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.what()).isEqualTo("raw.late");
                    assertThat(finding.detail()).startsWith("mode cursor needs the primary server");
                });
    }
}
