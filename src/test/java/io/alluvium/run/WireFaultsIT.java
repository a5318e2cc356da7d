package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Kind;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.FaultyWire;
import io.alluvium.fixture.FaultyWire.Fault;
import io.alluvium.fixture.FaultyWire.Moment;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The wire to the database breaks while it is being read, each time at a named moment: the run says so in time, commits
 * nothing half, and the next run, or the next attempt, loads every row once.
 */
class WireFaultsIT {
    /** Whether every fault is tried at every moment, and not only the two that differ most. */
    private static final boolean ALL = Boolean.getBoolean("alluvium.wire.all");

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final String COPY = "copy (select";
    private static final String T = "t { from = \"public.t\", key = [id], cursor = at }";
    /** More than are read on kept connections; what changes later is less. */
    private static final int ROWS = 60_000;

    @TempDir
    Path folder;

    private PostgresFixture database;
    private FaultyWire wire;

    /** What PostgreSQL's table ever held between two changes. */
    private final Set<String> versions = new HashSet<>();

    /** Each test gets a copy of it, transactions included. */
    private static @Nullable PostgresFixture filled;

    private static Set<String> filledWith = Set.of();

    @BeforeAll
    static void fill() {
        PostgresFixture table = PostgresFixture.fresh();
        table.run(
                "create table t (id int primary key, v text, at timestamptz not null)",
                "insert into t select i, repeat(md5(i::text), 4), now() - interval '1 hour' from generate_series(1, "
                        + ROWS + ") i");
        filledWith = Set.copyOf(present(table));
        filled = table;
    }

    @AfterAll
    static void drop() {
        Objects.requireNonNull(filled).close();
    }

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh(
                "template " + Objects.requireNonNull(filled).database());
        versions.addAll(filledWith);
        wire = FaultyWire.to(database.port());
    }

    @AfterEach
    void stop() {
        wire.close();
        database.close();
    }

    /** When in a run it breaks. The copy's end is the last byte of its answer. */
    private enum Position {
        LOGIN,
        SNAPSHOT,
        COUNT,
        COPY_BEGINS,
        COPY_MIDDLE,
        COPY_END;

        /** Where it lies depends on how much there is to read. */
        boolean isWithinCopy() {
            return compareTo(COPY_MIDDLE) >= 0;
        }

        Moment moment(long bytesOfCopy) {
            return switch (this) {
                case LOGIN -> Moment.login();
                case SNAPSHOT -> Moment.at("pg_export_snapshot");
                case COUNT -> Moment.at("select count(*)");
                case COPY_BEGINS -> Moment.at(COPY);
                case COPY_MIDDLE -> new Moment(COPY, bytesOfCopy / 2);
                case COPY_END -> new Moment(COPY, bytesOfCopy - 1);
            };
        }
    }

    /** While it reads a COPY the client says nothing that could go unheard. */
    static Stream<Arguments> faults() {
        return Stream.of(Position.values())
                .flatMap(position -> Stream.of(Fault.values())
                        .filter(fault -> fault != Fault.CLIENT_UNHEARD || position.compareTo(Position.COPY_MIDDLE) < 0)
                        .filter(fault -> ALL
                                || fault == Fault.RESET
                                || fault == Fault.BLACK_HOLE
                                || position == Position.COPY_MIDDLE)
                        .map(fault -> Arguments.of(fault, position)));
    }

    @ParameterizedTest(name = "{0} at {1}")
    @MethodSource("faults")
    void aBrokenRunSaysSoInTimeAndTheNextOneLoadsEachRowOnce(Fault fault, Position position) {
        ProjectFolder broken = project("broken", "auto", 0);
        ProjectFolder twin = project("twin", "auto", 0);
        boolean silent = fault != Fault.RESET && fault != Fault.END;
        for (int round = 0; round < (silent && !ALL ? 1 : 2); round++) {
            long bytesOfCopy = position.isWithinCopy() ? bytesOfCopy(twin) : 0;
            wire.breakAt(position.moment(bytesOfCopy), fault, 1);
            List<String> before = raw(broken);

            RunRecord failed = broken.run();

            assertThat(Duration.ofNanos(System.nanoTime() - wire.brokenAt())).isLessThan(TIMEOUT.multipliedBy(2));
            assertThat(failed.exitStatus()).isEqualTo(Kind.SOURCE.exitStatus());
            Problem problem = failed.steps().get(0).problems().get(0);
            assertThat(problem.code()).isEqualTo(expected(fault, position));
            assertThat(problem.message()).isEqualTo(message(position, problem.code()));
            assertThat(raw(broken)).isEqualTo(before);
            wire.mend();
            assertThat(broken.run().exitStatus()).isZero();
            rawHoldsEachVersionOnce(broken);
            change("update t set v = 'changed ' || id, at = now() where id % 100 = " + round);
        }
    }

    private long bytesOfCopy(ProjectFolder twin) {
        wire.count(COPY);
        assertThat(twin.run().exitStatus()).isZero();
        return wire.answered();
    }

    private static ErrorCode expected(Fault fault, Position position) {
        if (position == Position.LOGIN) {
            return ErrorCode.SOURCE_UNREACHABLE;
        }
        return switch (fault) {
            case RESET, END -> ErrorCode.SOURCE_INTERRUPTED;
            case BLACK_HOLE, SERVER_UNHEARD, CLIENT_UNHEARD -> ErrorCode.SOURCE_SILENT;
        };
    }

    private String message(Position position, ErrorCode code) {
        return switch (code) {
            case SOURCE_UNREACHABLE -> "no answer from the database server at 127.0.0.1:" + wire.port();
            case SOURCE_INTERRUPTED ->
                position == Position.SNAPSHOT
                        ? "the server at 127.0.0.1:" + wire.port() + " ended the session"
                        : "the server ended the session that read public.t";
            default ->
                position == Position.SNAPSHOT
                        ? "the server at 127.0.0.1:" + wire.port() + " said nothing for 2 s"
                        : "the server said nothing for 2 s while public.t was read";
        };
    }

    @ParameterizedTest
    @EnumSource(Position.class)
    void theRunsOwnRetryLoadsEachRowOnce(Position position) {
        ProjectFolder project = project("retried", "auto", 1);
        wire.breakAt(position.moment(ROWS), Fault.RESET, 1);

        RunRecord run = project.run();

        assertThat(wire.brokenAt()).isNotZero();
        assertThat(run.exitStatus()).as(run.steps().toString()).isZero();
        assertThat(run.steps().get(0).attempts()).isEqualTo(2);
        rawHoldsEachVersionOnce(project);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"RESET", "BLACK_HOLE"})
    void sparksWayFailsInTimeToo(Fault fault) {
        ProjectFolder project = project("spark", "spark", 0);
        wire.breakAt(new Moment(COPY, ROWS), fault, 1);

        RunRecord failed = project.run();

        assertThat(Duration.ofNanos(System.nanoTime() - wire.brokenAt())).isLessThan(TIMEOUT.multipliedBy(2));
        assertThat(failed.exitStatus()).isEqualTo(Kind.SOURCE.exitStatus());
        assertThat(failed.steps().get(0).problems().get(0).code()).isEqualTo(expected(fault, Position.COPY_MIDDLE));
        assertThat(raw(project)).isEmpty();
        wire.mend();
        assertThat(project.run().exitStatus()).isZero();
        rawHoldsEachVersionOnce(project);
    }

    @Test
    void aServerThatRefusesConnectionsIsUnreachableAndNotWaitedForTableByTable() {
        StringBuilder tables = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            tables.append("t").append(i).append(" { from = \"public.t\", key = [id], mode = snapshot }\n");
        }
        ProjectFolder project = project("refused", "auto", 1, tables.toString());
        wire.refuse();

        RunRecord failed = project.run();

        assertThat(failed.exitStatus()).isEqualTo(Kind.SOURCE.exitStatus());
        assertThat(failed.steps())
                .hasSize(20)
                .allSatisfy(step -> assertThat(step.problems().get(0).code()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE));
        assertThat(failed.steps().stream().filter(step -> step.attempts() > 1)).hasSizeLessThanOrEqualTo(2);
        wire.mend();
        assertThat(project.run().exitStatus()).isZero();
    }

    @Test
    void aServerThatSwallowsEveryLoginIsWaitedForAsOftenAsThereAreAttempts() {
        StringBuilder tables = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            tables.append("t").append(i).append(" { from = \"public.t\", key = [id], mode = snapshot }\n");
        }
        ProjectFolder project = project("swallowed", "auto", 1, tables.toString());
        wire.breakAt(Moment.login(), Fault.BLACK_HOLE, Integer.MAX_VALUE);
        long started = System.nanoTime();

        RunRecord failed = project.run();

        assertThat(failed.exitStatus()).isEqualTo(Kind.SOURCE.exitStatus());
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(TIMEOUT.multipliedBy(2 * 2));
    }

    /** The connection that the first table leaves to the second is used once more, and breaks then. */
    @Test
    void aConnectionThatBreaksInItsSecondReadFailsThatTableOnly() {
        database.run(
                "create table a as select i as id from generate_series(1, 10) i",
                "create table b as select i as id from generate_series(1, 20) i");
        ProjectFolder project = project(
                "kept",
                "auto",
                "retries = 0, parallel = 1",
                "timeout = " + TIMEOUT.toSeconds() + " s",
                "a { from = \"public.a\", key = [id], mode = snapshot }\n"
                        + "b { from = \"public.b\", key = [id], mode = snapshot }");
        List<Integer> logins = new ArrayList<>();
        wire.doAt(Moment.at("copy (select t.\"id\" from \"public\".\"b\""), () -> {
            logins.add(sessions("pid", "true").size());
            killReaders();
        });

        RunRecord failed = project.run();

        assertThat(logins).as("the snapshot's and one for both reads").containsExactly(2);
        assertThat(failed.steps())
                .extracting(StepRecord::outcome)
                .containsExactly(StepRecord.Outcome.EXTRACTED, StepRecord.Outcome.FAILED);
        assertThat(failed.steps().get(1).problems().get(0).code()).isEqualTo(ErrorCode.SOURCE_INTERRUPTED);
        assertThat(project.run().exitStatus()).isZero();
        assertThat(project.rows("select count(*) from raw.b")).containsExactly("20");
    }

    @Test
    void aSlowAnswerIsNoSilence() {
        // As many as take longer than the silence that is allowed.
        versions.clear();
        change("delete from t where id > 20000");
        ProjectFolder project = project("slow", "auto", 0);
        wire.doAt(new Moment(COPY, 0), () -> wire.drip(1777, 2));

        RunRecord run = project.run();

        assertThat(run.exitStatus()).as(run.steps().toString()).isZero();
        assertThat(run.steps().get(0).duration()).isGreaterThan(TIMEOUT);
        wire.mend();
        rawHoldsEachVersionOnce(project);
    }

    @Test
    void whenTheSnapshotsSessionEndsInMidReadTheExtractionStartsAgainAsAWhole() {
        ProjectFolder project = project("killed", "auto", 1);
        // More than sockets hold: the server is still at it when it is ended.
        database.run("update t set v = repeat(v, 8)");
        wire.doAt(new Moment(COPY, ROWS), this::killAll);

        RunRecord run = project.run();

        assertThat(run.exitStatus()).as(run.steps().toString()).isZero();
        assertThat(run.steps().get(0).attempts()).isEqualTo(2);
        assertThat(raw(project)).isEqualTo(present().stream().sorted().toList());
    }

    @Test
    void whenTheSnapshotIsGoneBeforeAReaderJoinsItTheExtractionStartsAgainAsAWhole() {
        ProjectFolder project = project("joining", "auto", 1);
        AtomicBoolean killed = new AtomicBoolean();

        RunRecord run = project.run((table, boundary) -> {
            if (boundary == Boundary.INTENT_WRITTEN && killed.compareAndSet(false, true)) {
                killAll();
                change("update t set v = 'meanwhile', at = now() where id = 7");
            }
        });

        assertThat(run.exitStatus()).as(run.steps().toString()).isZero();
        assertThat(run.steps().get(0).attempts()).isEqualTo(2);
        assertThat(raw(project)).isEqualTo(present().stream().sorted().toList());
    }

    @ParameterizedTest
    @EnumSource(
            value = Position.class,
            names = {"COUNT", "COPY_MIDDLE"})
    void aRunThatWaitsForASilentServerCanBeStopped(Position position) throws Exception {
        ProjectFolder project = project("stopped", "auto", "retries = 2", "timeout = 5 minutes", T);
        wire.breakAt(position.moment(ROWS), Fault.BLACK_HOLE, 1);
        CompletableFuture<RunRecord> ended = new CompletableFuture<>();
        Thread worker = new Thread(() -> ended.complete(project.run()));
        worker.start();
        wire.awaitBreak();

        worker.interrupt();

        assertThat(ended.get(4, TimeUnit.SECONDS).steps())
                .allSatisfy(step -> assertThat(step.outcome()).isEqualTo(StepRecord.Outcome.STOPPED));
        wire.mend();
        assertThat(project.run().exitStatus()).isZero();
        rawHoldsEachVersionOnce(project);
    }

    private void killAll() {
        sessions("pg_terminate_backend(pid, 10000)", "true");
    }

    private void killReaders() {
        sessions("pg_terminate_backend(pid, 10000)", "query like 'copy%'");
    }

    /** What the server says of our sessions, one after the other. */
    private List<String> sessions(String select, String condition) {
        return database.texts("select " + select + " from pg_stat_activity where application_name = 'alluvium'"
                + " and datname = current_database() and " + condition);
    }

    private void change(String sql) {
        database.run(sql);
        versions.addAll(present());
    }

    private List<String> present() {
        return present(database);
    }

    private static List<String> present(PostgresFixture database) {
        return database.texts("select concat_ws('|', id, xmin, v) from t");
    }

    private void rawHoldsEachVersionOnce(ProjectFolder project) {
        assertThat(raw(project)).isEqualTo(versions.stream().sorted().toList());
    }

    private static List<String> raw(ProjectFolder project) {
        return project.pipeline().tables().isEmpty()
                ? List.of()
                : project.rows("select concat_ws('|', id, _source_version, v) from raw.t").stream()
                        .sorted()
                        .toList();
    }

    private ProjectFolder project(String name, String engine, int retries) {
        return project(name, engine, retries, T);
    }

    private ProjectFolder project(String name, String engine, int retries, String tables) {
        return project(name, engine, "retries = " + retries, "timeout = " + TIMEOUT.toSeconds() + " s", tables);
    }

    private ProjectFolder project(String name, String engine, String limits, String timeout, String tables) {
        ProjectFolder project = new ProjectFolder(folder.resolve(name));
        project.write(
                "project.conf", """
                project = %s
                warehouse { path = "warehouse" }
                run { %s }
                sources {
                  db {
                    type = postgres, host = "127.0.0.1", port = %d, database = %s, user = postgres
                    engine = %s, %s
                    tables {
                      %s
                    }
                  }
                }
                """.formatted(name, limits, wire.port(), database.database(), engine, timeout, tables));
        return project;
    }
}
