package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.TableRead;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Windows over numbers of transactions: nothing is missed, without any column for it. */
class PostgresXidIT {
    private static final DatabaseTable ORDERS = Declared.xid("orders", "orders", "id");

    private PostgresFixture database;
    private RawLog raw = new RawLog();

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
        database.run("create table orders (id int primary key, total int not null)");
        raw = new RawLog();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private Look run() {
        return raw.run(database, ORDERS);
    }

    private static TransactionWindow window(Look fact) {
        return (TransactionWindow) Tables.window(fact);
    }

    @Test
    void theFirstBatchReadsEverythingAndTheNextOnlyNewTransactions() {
        database.run("insert into orders select i, i from generate_series(1, 100) i");

        TransactionWindow first = window(run());
        database.run("insert into orders values (101, 1)", "update orders set total = 0 where id <= 2");
        Look second = run();

        assertThat(first.lower()).isEmpty();
        assertThat(window(second).lower()).hasValue(first.nextLower());
        assertThat(Tables.changed(second).rows()).hasValue(3);
        assertThat(Tables.changed(second).what()).isEqualTo("transaction >= " + first.nextLower());
        assertThat(Tables.changed(second).guarantee())
                .isEqualTo("complete; deletes are not seen; an updated key leaves the old one");
        assertThat(raw.rows()).hasSize(103).containsAll(RawLog.current(database, "orders"));
    }

    @Test
    void frozenAndRewrittenRowsAreNotNew() {
        database.run("insert into orders select i, i from generate_series(1, 100) i");
        run();
        database.run("vacuum freeze orders");
        assertThat(run()).isInstanceOf(Look.Unchanged.class);
        database.run("vacuum full orders");

        assertThat(run()).isInstanceOf(Look.Unchanged.class);
    }

    @Test
    void afterMoreTransactionsThanARowCanTellApartEverythingIsReadAgain() {
        database.run("insert into orders values (1, 1)");
        run();
        TransactionWindow last = (TransactionWindow) Tables.reached(raw.known());
        raw.remember(Tables.known(
                new TransactionWindow(
                        OptionalLong.empty(),
                        last.nextLower() - (1L << 32),
                        last.about(),
                        last.snapshot(),
                        last.source()),
                raw.known().fingerprint()));

        assertThat(Tables.changed(run()).rows()).hasValue(1);
    }

    @Test
    void aServerThatWasPutBackToAnEarlierStateIsNotTheOneThatWasRead() {
        database.run("insert into orders values (1, 1)");
        run();
        TransactionWindow last = (TransactionWindow) Tables.reached(raw.known());
        raw.remember(Tables.known(
                new TransactionWindow(
                        OptionalLong.empty(),
                        last.nextLower() + 1_000_000,
                        last.about(),
                        last.snapshot(),
                        last.source()),
                raw.known().fingerprint()));

        Problem refusal = Tables.refused(run());

        assertThat(refusal.code()).isEqualTo(ErrorCode.SOURCE_CHANGED_IDENTITY);
        assertThat(refusal.message())
                .isEqualTo("the server is in an earlier state than the one that raw.orders was read from");
    }

    @Test
    void aWindowOfManyErasAgoAndOneOfTheNextTransactionAreTheSameInSql() {
        SnapshotName shown = new SnapshotName("1", (7L << 32) + 1, (7L << 32) + 2);

        assertThat(shown.writtenSince((6L << 32) + 2).sql()).isEqualTo("true");
        assertThat(shown.writtenSince((6L << 32) + 3).sql()).contains("age('5'").endsWith(" <= " + ((1L << 32) + 2));
    }

    @Test
    void noRightBesideSelectIsNeeded() throws SQLException {
        String reader = "r_" + database.database();
        database.run("create role " + reader + " login", "grant select on orders to " + reader);
        try (Connection other = database.connect();
                Statement busy = other.createStatement();
                PostgresSource extractor = new PostgresSource(Tables.source(database, reader, ORDERS))) {
            busy.execute("select 1");
            assertThat(extractor.look(ORDERS, Known.NOTHING)).isInstanceOf(Look.Changed.class);
        } finally {
            database.run("drop owned by " + reader, "drop role " + reader);
        }
    }

    @Test
    void aTableThatHadACursorIsReadFromTheStartAndRawDropsWhatItHas() {
        database.run(
                "create table notes (id int primary key, updated_at timestamptz default now())",
                "insert into notes values (1)");
        raw.run(database, Declared.cursor("notes", "notes", "updated_at", "id"));
        database.run("insert into notes values (2)");

        Look fact = raw.run(database, Declared.xid("notes", "notes", "id"));

        assertThat(window(fact).lower()).isEmpty();
        assertThat(raw.rows()).isEqualTo(RawLog.current(database, "notes"));
    }

    @Test
    void aLargeTableIsScannedByManyConnections() {
        database.run(
                "insert into orders select i, i from generate_series(1, 10) i",
                "create table wide (id int primary key, filler text)",
                "alter table wide alter filler set storage plain",
                "insert into wide select i, repeat('x', 7000) from generate_series(1, 17000) i");
        DatabaseTable wide = Declared.xid("wide", "wide", "id");
        raw.run(database, wide);
        database.run("update wide set filler = 'y' where id % 1000 = 0");
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, wide))) {
            Look.Changed changed = Tables.changed(extractor.look(wide, raw.known()));
            try (TableRead extracted = changed.reader().read()) {
                assertThat(extracted.columns().orElseThrow().parts()).isEqualTo(2);
            }
        }

        raw.run(database, wide);

        assertThat(raw.rows()).containsAll(RawLog.current(database, "wide")).hasSize(17_017);
    }

    @Test
    void whatTheDatabaseTakesForTheSameKeyAndRawDoesNotIsSaid() {
        database.run(
                "create extension citext",
                "create collation folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                "create table t (c citext, f text collate folded, n numeric, p bpchar, a int[], plain text, d numeric(9,2),"
                        + " h char(9), s timestamptz, r float8, primary key (c, f, n, p, a, plain, d, h, s, r))");
        assertThat(guarantee("c", "f", "n", "p", "plain", "d", "h", "s", "r"))
                .isEqualTo(
                        "complete; deletes are not seen; an updated key leaves the old one; where a write leaves c, f, n, p equal to the database but"
                                + " written in another way, the row as it was stays beside");
        assertThat(guarantee("a"))
                .isEqualTo(
                        "complete; deletes are not seen; an updated key leaves the old one; arrays in a that differ only in their bounds are one key");
        assertThat(guarantee("plain", "d", "h", "s", "r"))
                .isEqualTo("complete; deletes are not seen; an updated key leaves the old one");
    }

    private String guarantee(String... key) {
        DatabaseTable table = Declared.xid("t", "t", key);
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, table))) {
            return Tables.changed(extractor.look(table, Known.NOTHING)).guarantee();
        }
    }
}
