package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.journal.Position;
import io.alluvium.source.Holds;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.database.DatabaseTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What all modes that read a part of a table do alike, however they tell which part. */
@Holds(
        source = "postgres",
        modes = {"cursor", "lookback", "xid", "append"},
        value = Holds.Fact.INSERTS)
class PostgresModesIT {
    private static final String COLUMNS =
            "id bigint generated always as identity, at timestamptz not null default now(), v int";

    private PostgresFixture database;
    private RawLog raw = new RawLog();

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
        database.run("create table events (" + COLUMNS + ", primary key (id))");
        raw = new RawLog();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private Look run(BoundedMode mode) {
        return raw.run(database, mode.of("events"));
    }

    private void insert() {
        database.run("insert into events default values");
    }

    private void rawIsCurrent(int rows) {
        assertThat(raw.rows()).isEqualTo(RawLog.current(database, "events")).hasSize(rows);
    }

    @ParameterizedTest
    @EnumSource
    void aTransactionThatCommitsLateIsInALaterBatchAndSoAreItsSavepoints(BoundedMode mode) throws SQLException {
        insert();
        try (Connection late = database.connect();
                Connection other = database.connect();
                Statement statement = late.createStatement();
                Statement undone = other.createStatement()) {
            late.setAutoCommit(false);
            other.setAutoCommit(false);
            statement.execute("insert into events default values");
            undone.execute("insert into events default values");
            statement.execute("savepoint a");
            statement.execute("insert into events default values");
            statement.execute("rollback to a");
            statement.execute("savepoint b");
            statement.execute("insert into events default values");
            statement.execute("release b");
            statement.execute("select pg_sleep(" + mode.late() + ")");
            insert();
            run(mode);
            insert();
            run(mode);
            assertThat(raw.rows()).hasSize(3);
            late.commit();
            other.rollback();
        }

        run(mode);

        rawIsCurrent(5);
    }

    /** Its rows may be older than any bound of the other: it was filled before it took the place. */
    @ParameterizedTest
    @EnumSource
    void aTableThatTookThePlaceOfAnotherIsReadAsAWhole(BoundedMode mode) {
        database.run(
                "create table following (" + COLUMNS + ", primary key (id))",
                "insert into following (v) select i from generate_series(1, 5) i",
                "select pg_sleep(" + mode.late() + ")");
        insert();
        run(mode);
        insert();
        run(mode);
        database.run("alter table events rename to former", "alter table following rename to events");

        Look fact = run(mode);

        assertThat(Tables.changed(fact).what()).isEqualTo("all rows, of another table than before");
        assertThat(raw.rows()).containsAll(RawLog.current(database, "events")).hasSize(2 + 5);
        assertThat(run(mode)).isInstanceOf(Look.Unchanged.class);
    }

    /** A table may be filled long before it becomes a part of another. */
    @ParameterizedTest
    @EnumSource
    void allRowsOfAPartitionThatIsAttachedAreReadAndOthersAreNotReadAgain(BoundedMode mode) {
        database.run(
                "create table daily (" + COLUMNS + ", day int not null, primary key (id, day)) partition by list (day)",
                "create table day1 partition of daily for values in (1)",
                "create table day2 (id bigint not null, at timestamptz not null, v int, day int not null)",
                "insert into day2 select i, now(), i, 2 from generate_series(1000, 1006) i",
                "select pg_sleep(" + mode.late() + ")",
                "insert into daily (day) select 1 from generate_series(1, 3)");
        DatabaseTable daily = mode.of("daily");
        raw.run(database, daily);
        database.run("select pg_sleep(" + mode.late() + ")", "insert into daily (day) values (1)");
        raw.run(database, daily);
        database.run("create table day3 partition of daily for values in (3)");
        assertThat(raw.run(database, daily)).isInstanceOf(Look.Unchanged.class);
        database.run("alter table daily attach partition day2 for values in (2)");

        Look attached = raw.run(database, daily);
        database.run("insert into daily (day) values (3)");
        raw.run(database, daily);

        assertThat(Tables.changed(attached).what()).endsWith(", and all of 1 added partition");
        assertThat(Tables.changed(attached).rows().orElseThrow()).isBetween(7L, 11L);
        assertThat(raw.rows()).isEqualTo(RawLog.current(database, "daily")).hasSize(4 + 7 + 1);
        assertThat(raw.run(database, daily)).isInstanceOf(Look.Unchanged.class);
    }

    @ParameterizedTest
    @EnumSource
    void allRowsOfATableThatBeginsToInheritAreRead(BoundedMode mode) {
        database.run(
                "create table early (like events)",
                "insert into early select i, now(), i from generate_series(1000, 1004) i",
                "select pg_sleep(" + mode.late() + ")");
        insert();
        run(mode);
        insert();
        run(mode);
        database.run("alter table early inherit events");

        assertThat(Tables.changed(run(mode)).what()).endsWith(", and all of 1 added partition");

        rawIsCurrent(2 + 5);
    }

    /** What the next window of its first batch holds is asked for apart from the count, that of later ones with it. */
    @ParameterizedTest
    @EnumSource
    void ofALargeTableWhatDidNotChangeIsNotReadAgain(BoundedMode mode) {
        database.run(
                "create table large (" + COLUMNS + ", filler text storage plain, primary key (id))",
                "insert into large (filler) select repeat('x', 7000) from generate_series(1, 1100)");
        raw.run(database, mode.of("large"));

        Look second = raw.run(database, mode.of("large"));
        database.run("insert into large default values");
        raw.run(database, mode.of("large"));

        assertThat(second).isInstanceOf(Look.Unchanged.class);
        assertThat(raw.rows()).isEqualTo(RawLog.current(database, "large")).hasSize(1101);
    }

    @ParameterizedTest
    @EnumSource
    void rowsOfAPreparedTransactionComeWhenItIsCommitted(BoundedMode mode) throws SQLException {
        insert();
        run(mode);
        try (Connection writer = database.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("insert into events default values");
            statement.execute("prepare transaction '" + database.database() + "'");
            writer.commit();
        }
        insert();
        run(mode);
        database.run("commit prepared '" + database.database() + "'");

        run(mode);

        rawIsCurrent(3);
    }

    @ParameterizedTest
    @EnumSource
    void withoutANewRowNothingChanged(BoundedMode mode) throws SQLException {
        insert();
        run(mode);
        assertThat(run(mode)).isInstanceOf(Look.Unchanged.class);
        if (mode != BoundedMode.APPEND) {
            // Within what is read anyway a row is seen to change although its time is not set.
            database.run("update events set v = 2");
            assertThat(run(mode)).isInstanceOf(Look.Changed.class);
            assertThat(run(mode)).isInstanceOf(Look.Unchanged.class);
        }
        try (Connection open = database.connect();
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("insert into events default values");
            insert();
            assertThat(run(mode)).isInstanceOf(Look.Changed.class);

            assertThat(run(mode))
                    .isInstanceOfSatisfying(
                            Look.Unchanged.class,
                            fact -> assertThat(fact.reason()).matches("no new row with (" + mode.what() + ")"));
            open.commit();
        }
        run(mode);
        assertThat(raw.rows())
                .containsAll(RawLog.current(database, "events"))
                .hasSize(mode == BoundedMode.APPEND ? 3 : 4);
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyTableIsAFirstBatchWithoutRows(BoundedMode mode) {
        assertThat(run(mode)).isInstanceOf(Look.Changed.class);
        assertThat(run(mode)).isInstanceOf(Look.Unchanged.class);
    }

    @ParameterizedTest
    @EnumSource
    void aNewColumnIsSeenEvenWithoutNewRows(BoundedMode mode) {
        run(mode);
        database.run("alter table events add note text default 'none'");

        assertThat(Tables.changed(run(mode)).what()).isEqualTo("all rows, since the column note was added with values");
        database.run("alter table events add empty text");
        assertThat(Tables.changed(run(mode)).reason()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aPendingWindowIsReadUnchangedAlsoWhereItHoldsNothing(BoundedMode mode) {
        insert();
        run(mode);
        Known before = raw.known();
        insert();
        Position pending = Tables.changed(run(mode)).position();
        database.run("delete from events");
        raw.remember(new Known(before.schema(), before.reached(), Optional.of(pending), before.fingerprint()));

        assertThat(Tables.changed(run(mode)).position()).isEqualTo(pending);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "APPEND")
    void partitionsAreReadAsOneTable(BoundedMode mode) {
        database.run(
                "create table parts (id int primary key, at timestamptz not null default now()) partition by range (id)",
                "create table parts_1 partition of parts for values from (1) to (30)",
                "create table parts_2 partition of parts default",
                "insert into parts select i from generate_series(1, 60) i");
        raw.run(database, mode.of("parts"));
        database.run("insert into parts values (0)", "update parts set at = now() where id = 7");
        raw.run(database, mode.of("parts"));

        assertThat(raw.rows())
                .containsAll(RawLog.current(database, "parts"))
                .hasSize(62)
                .filteredOn(row -> row.startsWith("7 "))
                .hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void aViewIsRefused(BoundedMode mode) {
        database.run("create view recent as select * from events");
        DatabaseTable view = mode.of("recent");
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, view))) {
            assertThat(Tables.refused(extractor.look(view, Known.NOTHING))).satisfies(problem -> {
                assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_MODE_REFUSED);
                assertThat(problem.message())
                        .isEqualTo("mode " + mode.name().toLowerCase(Locale.ROOT)
                                + " needs a table: the rows of recent have no version of their own");
                assertThat(problem.fix()).contains("mode = snapshot");
            });
        }
    }
}
