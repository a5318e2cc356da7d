package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Windows over identifiers of tables that only grow: a low identifier that is committed late is not missed. */
class PostgresAppendIT {
    private static final DatabaseTable EVENTS = Declared.append("events", "events", "id", "id");

    private PostgresFixture database;
    private RawLog raw = new RawLog();

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
        database.run("create table events (id bigint generated always as identity primary key, what text)");
        raw = new RawLog();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private Look run() {
        return raw.run(database, EVENTS);
    }

    private static IdentifierWindow window(Look fact) {
        return (IdentifierWindow) Tables.window(fact);
    }

    /** The horizon lies two seconds back: only what was drawn before it bounds the next window. */
    private void letTheHorizonPass() {
        database.run("select pg_sleep(2.1)");
    }

    @Test
    void onceTheHorizonHasPassedABatchOnlyItsPartOfTheIndexIsRead() {
        database.run("insert into events (what) select 'a' from generate_series(1, 100)");
        run();
        letTheHorizonPass();
        database.run("insert into events (what) select 'b' from generate_series(1, 10)");
        IdentifierWindow second = window(run());
        letTheHorizonPass();
        database.run("insert into events (what) select 'c' from generate_series(1, 5)");

        Look third = run();

        assertThat(second.next().identifier()).hasValue(100);
        assertThat(Tables.changed(third).rows()).hasValue(5);
        assertThat(Tables.changed(third).what()).isEqualTo("id > 100");
        assertThat(Tables.changed(third).guarantee())
                .isEqualTo("complete where each id is drawn from its sequence by the transaction that inserts it;"
                        + " updates and deletes are not seen");
        assertThat(raw.rows()).isEqualTo(RawLog.current(database, "events")).hasSize(115);
    }

    @Test
    void aLowIdentifierThatIsCommittedAfterHigherOnesIsInALaterBatch() throws SQLException {
        database.run("insert into events (what) values ('1')");
        run();
        try (Connection late = database.connect();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("select nextval('events_id_seq')");
            letTheHorizonPass();
            for (int i = 0; i < 2; i++) {
                database.run("insert into events (what) values ('high')");
                run();
                letTheHorizonPass();
            }
            statement.execute("insert into events (id, what) overriding system value values (2, 'low')");
            late.commit();
        }

        run();

        assertThat(raw.rows()).isEqualTo(RawLog.current(database, "events")).hasSize(4);
    }

    @Test
    void aPreparedTransactionHoldsTheBoundBack() throws SQLException {
        run();
        try (Connection writer = database.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("insert into events (what) values ('prepared')");
            statement.execute("prepare transaction '" + database.database() + "'");
            writer.commit();
        }
        for (int i = 0; i < 2; i++) {
            letTheHorizonPass();
            database.run("insert into events (what) values ('later')");
            assertThat(window(run()).next().identifier()).isEmpty();
        }
        database.run("commit prepared '" + database.database() + "'");

        run();

        assertThat(raw.rows()).isEqualTo(RawLog.current(database, "events")).hasSize(3);
    }

    /** Two batches, so that the next one would look above 100. */
    private void loadAHundredRows() {
        database.run("insert into events (what) select 'old' from generate_series(1, 100)");
        run();
        letTheHorizonPass();
        database.run("insert into events (what) values ('old')");
        assertThat(window(run()).next().identifier()).hasValue(100);
    }

    @Test
    void rowsOfASequenceThatBeganAnewAreReadAlthoughItIsBeyondTheOldBoundAgain() {
        loadAHundredRows();
        database.run(
                "truncate events restart identity",
                "insert into events (what) select 'new' from generate_series(1, 150)");

        Look anew = run();

        assertThat(Tables.changed(anew).rows()).hasValue(150);
        assertThat(Tables.changed(anew).what()).startsWith("transaction >= ");
        assertThat(raw.rows()).containsAll(RawLog.current(database, "events")).hasSize(101 + 150);
    }

    @Test
    void rowsOfASequenceThatWasSetBackAreRead() {
        loadAHundredRows();
        database.run(
                "delete from events",
                "select setval('events_id_seq', 1, false)",
                "insert into events (what) select 'new' from generate_series(1, 50)");

        run();

        assertThat(raw.rows()).containsAll(RawLog.current(database, "events")).hasSize(101 + 50);
    }

    @Test
    void aSequenceThatBeganAnewBoundsLaterBatchesAgain() {
        loadAHundredRows();
        database.run("truncate events restart identity", "insert into events (what) values ('new')");
        assertThat(window(run()).next().identifier()).isEmpty();
        letTheHorizonPass();
        database.run("insert into events (what) values ('second')");
        assertThat(window(run()).next().identifier()).hasValue(1);
        database.run("insert into events (what) values ('third')");

        assertThat(Tables.changed(run()).what()).isEqualTo("id > 1");
        assertThat(raw.rows()).containsAll(RawLog.current(database, "events")).hasSize(101 + 3);
    }

    private Problem refusal(String definition) {
        database.run("create table numbers (" + definition + ")");
        DatabaseTable numbers = Declared.append("numbers", "numbers", "id", "id");
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, numbers))) {
            return Tables.refused(extractor.look(numbers, Known.NOTHING));
        }
    }

    @Test
    void aColumnWithoutItsOwnSequenceIsRefused() {
        assertThat(refusal("id int primary key")).satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_MODE_REFUSED);
            assertThat(problem.message())
                    .isEqualTo("mode append needs a column whose values are drawn in order:"
                            + " id of numbers has no sequence of its own");
            assertThat(problem.fix()).contains("mode = xid, which needs no such column");
        });
    }

    @Test
    void aSequenceWhoseSessionsKeepLowValuesIsRefused() {
        assertThat(refusal("id int generated always as identity (cache 20) primary key")
                        .message())
                .endsWith("id of numbers is drawn from public.numbers_id_seq,"
                        + " whose cache lets sessions keep low values for later");
    }

    @Test
    void aSequenceThatCountsDownIsRefused() {
        assertThat(refusal("id int generated always as identity (increment -1) primary key")
                        .message())
                .endsWith("which does not only count up");
    }

    @Test
    void aTextOrANullableNumberIsRefused() {
        assertThat(refusal("id text primary key").message()).isEqualTo("the cursor id of numbers is text");
        database.run("drop table numbers");
        assertThat(refusal("id int").message()).isEqualTo("the cursor id of numbers is integer and may be null");
    }

    @Test
    void theRightToReadTheSequenceIsNamed() {
        String reader = "r_" + database.database();
        database.run(
                "create role " + reader + " login",
                "grant select on events to " + reader,
                "grant pg_read_all_stats to " + reader);
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, reader, EVENTS))) {
            assertThat(Tables.refused(extractor.look(EVENTS, Known.NOTHING))).satisfies(problem -> {
                assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_NO_RIGHT);
                assertThat(problem.fix()).contains("GRANT SELECT ON SEQUENCE public.events_id_seq TO " + reader + ";");
            });
            database.run("grant select on sequence events_id_seq to " + reader);
            assertThat(extractor.look(EVENTS, Known.NOTHING)).isInstanceOf(Look.Changed.class);
        } finally {
            database.run("drop owned by " + reader, "drop role " + reader);
        }
    }
}
