package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import io.alluvium.source.window.CursorWindow;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows over a cursor column: nothing is missed, whatever the order of commits. */
class PostgresCursorIT {
    private static final SparkSession SPARK = LocalSpark.session();
    private static final DatabaseTable ORDERS = Declared.cursor("orders", "orders", "updated_at", "id");

    private PostgresFixture database;

    private RawLog raw = new RawLog();

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
        database.run("create table orders (id int primary key, total int not null,"
                + " updated_at timestamptz not null default now())");
        raw = new RawLog();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private Look run() {
        return raw.run(database, ORDERS);
    }

    private Set<String> current() {
        return RawLog.current(database, "orders");
    }

    private static CursorWindow cursor(Look fact) {
        return (CursorWindow) Tables.window(fact);
    }

    @Test
    void theFirstBatchReadsEverythingAndTheNextOnlyFromTheHorizon() {
        database.run("insert into orders select i, i, now() - interval '1 day' from generate_series(1, 100) i");

        CursorWindow first = cursor(run());
        database.run("insert into orders values (101, 1)");
        Look second = run();

        assertThat(first.lower()).isEmpty();
        assertThat(cursor(second).lower()).isEqualTo(first.nextLower()).isPresent();
        assertThat(Tables.changed(second).rows()).hasValue(1);
        assertThat(Tables.changed(second).what()).matches("updated_at >= \\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d");
        assertThat(Tables.changed(second).guarantee())
                .isEqualTo("complete where the database sets updated_at on every write; deletes are not seen;"
                        + " an updated key leaves the old one");
        assertThat(raw.rows()).isEqualTo(current());
    }

    @Test
    void aPreparedTransactionHoldsTheBoundBack() throws SQLException {
        database.run("insert into orders values (1, 1)");
        CursorWindow first = cursor(run());
        try (Connection writer = database.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("insert into orders values (2, 1)");
            statement.execute("prepare transaction '" + database.database() + "'");
            statement.execute("select pg_sleep(2.5)");
            writer.commit();
        }
        database.run("insert into orders values (3, 1)");

        Look held = run();
        database.run("commit prepared '" + database.database() + "'");
        Look free = run();

        assertThat(cursor(held).nextLower()).isEqualTo(first.nextLower());
        assertThat(Tables.changed(held).what()).endsWith(", held by a prepared transaction");
        assertThat(Tables.changed(held).guarantee()).endsWith("; a prepared transaction holds the bound back");
        assertThat(cursor(free).nextLower().orElseThrow())
                .isGreaterThan(first.nextLower().orElseThrow());
        assertThat(raw.rows()).isEqualTo(current()).hasSize(3);
    }

    @Test
    void withAPreparedTransactionFromTheStartEverythingIsReadAgain() throws SQLException {
        try (Connection writer = database.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("insert into orders values (1, 1)");
            statement.execute("prepare transaction '" + database.database() + "'");
            writer.commit();
        }

        CursorWindow first = cursor(run());
        database.run("commit prepared '" + database.database() + "'");
        CursorWindow second = cursor(run());

        assertThat(first.nextLower()).isEmpty();
        assertThat(second.lower()).isEmpty();
        assertThat(second.nextLower()).isPresent();
        assertThat(raw.rows()).isEqualTo(current()).hasSize(1);
    }

    @Test
    void withoutAnyRowInTheWindowNothingChanged() {
        database.run("insert into orders values (1, 1, now() - interval '1 hour')");
        run();

        assertThat(run())
                .isInstanceOfSatisfying(
                        Look.Unchanged.class,
                        fact -> assertThat(fact.reason()).startsWith("no row with updated_at >= "));
    }

    @Test
    void rowsWithoutCursorAreReadEachTimeTheyChange() {
        database.run(
                "create table notes (id int primary key, updated_at timestamptz)",
                "insert into notes values (1, null)");
        DatabaseTable notes = Declared.cursor("notes", "notes", "updated_at", "id");
        raw.run(database, notes);
        assertThat(raw.run(database, notes)).isInstanceOf(Look.Unchanged.class);
        database.run("insert into notes values (2, null)");

        assertThat(Tables.changed(raw.run(database, notes)).rows()).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"timestamp", "date", "timestamp(0)", "timestamptz(3)"})
    void anyTypeOfTimeIsACursorWhateverTheZoneOfItsWriters(String type) throws SQLException {
        database.run("create table notes (id int primary key, updated_at " + type + " not null default now())");
        DatabaseTable notes = Declared.cursor("notes", "notes", "updated_at", "id");
        try (Connection west = database.connect();
                Connection east = database.connect();
                Statement late = west.createStatement();
                Statement early = east.createStatement()) {
            late.execute("set timezone = 'Etc/GMT+12'");
            early.execute("set timezone = 'Etc/GMT-14'");
            early.execute("insert into notes values (1)");
            west.setAutoCommit(false);
            late.execute("insert into notes values (2)");
            raw.run(database, notes);
            west.commit();
        }

        raw.run(database, notes);

        assertThat(raw.rows())
                .isEqualTo(new TreeSet<>(database.texts("select id || ' ' || xmin from notes")))
                .hasSize(2);
    }

    @Test
    void aNumberIsNoCursor() {
        DatabaseTable byId = Declared.cursor("orders", "orders", "id", "id");
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, byId))) {
            assertThat(Tables.refused(extractor.look(byId, Known.NOTHING))).satisfies(problem -> {
                assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_TYPE_UNSUPPORTED);
                assertThat(problem.message())
                        .isEqualTo("the cursor id of orders is integer:"
                                + " the order of such values is not the order of commits");
                assertThat(problem.fix()).contains("mode = append where rows are only inserted, else mode = xid");
            });
        }
    }

    @Test
    void withoutTheRightToSeeOpenTransactionsACursorIsRefused() throws SQLException {
        database.run(
                "create role r_" + database.database() + " login",
                "grant select on orders to r_" + database.database());
        String reader = "r_" + database.database();
        try (Connection other = database.connect();
                Statement busy = other.createStatement();
                PostgresSource extractor = new PostgresSource(Tables.source(database, reader, ORDERS))) {
            busy.execute("select 1");
            assertThat(Tables.refused(extractor.look(ORDERS, Known.NOTHING))).satisfies(problem -> {
                assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_HORIZON_UNREADABLE);
                assertThat(problem.fix()).contains("GRANT pg_read_all_stats TO " + reader + ";");
            });
            database.run("grant pg_read_all_stats to " + reader);
            try (PostgresSource granted = new PostgresSource(Tables.source(database, reader, ORDERS))) {
                assertThat(granted.look(ORDERS, Known.NOTHING)).isInstanceOf(Look.Changed.class);
            }
        } finally {
            database.run("drop owned by " + reader, "drop role " + reader);
        }
    }

    @Test
    void aSessionThatDoesNotReportItsTransactionsIsNotOverlooked() throws SQLException {
        try (Connection silent = database.connect();
                Statement statement = silent.createStatement();
                PostgresSource extractor = new PostgresSource(Tables.source(database, ORDERS))) {
            statement.execute("set track_activities = off");
            assertThat(Tables.refused(extractor.look(ORDERS, Known.NOTHING)).code())
                    .isEqualTo(ErrorCode.SOURCE_HORIZON_UNREADABLE);
        }
    }

    @Test
    void anotherServerIsNoticed() {
        run();
        CursorWindow before = (CursorWindow) Tables.reached(raw.known());
        raw.remember(Tables.known(
                new CursorWindow(before.lower(), before.nextLower(), before.about(), before.snapshot(), "another"),
                raw.known().fingerprint()));

        assertThat(Tables.refused(run())).satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_CHANGED_IDENTITY);
            assertThat(problem.message()).isEqualTo("127.0.0.1 is not the server that raw.orders was read from");
            assertThat(problem.fix().orElseThrow()).endsWith("alluvium reset raw.orders");
        });
    }

    @Test
    void aClockSetBackMakesEverythingBeReadAgain() {
        database.run("insert into orders values (1, 1)");
        run();
        CursorWindow before = (CursorWindow) Tables.reached(raw.known());
        raw.remember(Tables.known(
                new CursorWindow(
                        before.lower(),
                        Optional.of("2999-01-01 00:00:00.000000+00"),
                        before.about(),
                        before.snapshot(),
                        before.source()),
                Optional.empty()));

        assertThat(cursor(run()).lower()).isEmpty();
    }

    @Test
    void nothingIsMissedWhileWritersHoldSaveAndUndo() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        List<Thread> writers = IntStream.range(0, 4)
                .mapToObj(number -> new Thread(() -> write(number, stop)))
                .toList();
        writers.forEach(Thread::start);
        Instant end = Instant.now().plusSeconds(12);
        int batches = 0;
        while (Instant.now().isBefore(end)) {
            batches += run() instanceof Look.Changed ? 1 : 0;
        }
        stop.set(true);
        for (Thread writer : writers) {
            writer.join();
        }

        run();

        assertThat(batches).isGreaterThan(2);
        assertThat(current()).isNotEmpty().isSubsetOf(raw.rows());
        assertThat(raw.rows()).noneMatch(row -> Integer.parseInt(row.split(" ")[0]) % 10 == 7);
    }

    /** Short and long transactions; each inserts, saves, undoes, updates. Ids that end in 7 are always undone. */
    private void write(int number, AtomicBoolean stop) {
        SplittableRandom random = new SplittableRandom(number);
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int i = 1; !stop.get(); i++) {
                int id = (number * 100_000 + i) * 10;
                statement.execute("insert into orders values (" + id + ", 1)");
                statement.execute("savepoint s");
                statement.execute("insert into orders values (" + (id + 7) + ", 1)");
                statement.execute("rollback to s");
                statement.execute("savepoint t");
                statement.execute("update orders set total = total + 1, updated_at = now() where id = "
                        + (number * 100_000 + 1 + random.nextInt(i)) * 10);
                statement.execute("release t");
                if (random.nextInt(20) == 0) {
                    statement.execute("select pg_sleep(" + (2 + random.nextInt(3)) + ")");
                }
                if (random.nextInt(10) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                }
                statement.execute("select pg_sleep(0.01)");
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
