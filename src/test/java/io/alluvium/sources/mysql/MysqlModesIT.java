package io.alluvium.sources.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.MariadbFixture;
import io.alluvium.journal.Position;
import io.alluvium.source.Inspection;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.Overlap;
import io.alluvium.source.TableOffer;
import io.alluvium.source.catalog.TablePatterns;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How changes of a table are found, mode by mode, on a MariaDB. */
class MysqlModesIT {
    private static final DatabaseTable CURSOR = Declared.cursor("events", "events", "at", "id");

    private MariadbFixture database;
    private RunsOfTable runs;

    @BeforeEach
    void start() {
        database = MariadbFixture.fresh();
        runs = new RunsOfTable(database, CURSOR);
        database.run("create table events (id int auto_increment primary key, v int not null default 0,"
                + " at timestamp(6) not null default current_timestamp(6) on update current_timestamp(6))");
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private Look run(DatabaseTable table) {
        return runs.run(table);
    }

    private void rawHasAll() {
        runs.rawHasAll();
    }

    private void insert() {
        database.run("insert into events (v) values (0)");
    }

    private String what(Look look) {
        return ((Look.Changed) look).what();
    }

    @Test
    void aTransactionThatCommitsLateIsInALaterBatch() throws SQLException {
        insert();
        try (Connection late = database.connect();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("insert into events (v) values (1)");
            statement.execute("savepoint a");
            statement.execute("insert into events (v) values (2)");
            statement.execute("rollback to a");
            run(CURSOR);
            insert();
            run(CURSOR);
            assertThat(runs.raw()).doesNotContain("2 1");
            late.commit();
        }

        run(CURSOR);

        rawHasAll();
    }

    /** InnoDB says that it began seconds after the statement that gives its rows their time. */
    @Test
    void aTransactionThatBeganAfterItsStatementHoldsTheBoundBackWhileItIsIdle() throws SQLException {
        insert();
        run(CURSOR);
        try (Connection late = database.connect();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("insert into events (v, at) select 7, now(6) from (select sleep(4)) slow");
            insert();
            run(CURSOR);
            insert();
            run(CURSOR);
            late.commit();
        }

        run(CURSOR);

        rawHasAll();
    }

    @Test
    void aStatementThatRunsSinceLongAgoIsWaitedForByTheBound() throws Exception {
        insert();
        run(CURSOR);
        try (Connection late = database.connect();
                Statement statement = late.createStatement()) {
            CompletableFuture<Void> slow = CompletableFuture.runAsync(() -> RunsOfTable.execute(
                    statement, "insert into events (v, at) select 8, now(6) from (select sleep(5)) slow"));
            Thread.sleep(3000);
            insert();
            run(CURSOR);
            slow.get();
        }

        run(CURSOR);

        rawHasAll();
    }

    @Test
    void aPreparedTransactionHoldsTheBoundBackUntilItIsCommitted() throws SQLException {
        insert();
        run(CURSOR);
        database.run("xa start 'held'; insert into events (v) values (9); xa end 'held'; xa prepare 'held'");
        try {
            insert();
            run(CURSOR);
            insert();
            run(CURSOR);
        } finally {
            database.run("xa commit 'held'");
        }

        run(CURSOR);

        rawHasAll();
    }

    @Test
    void whatIsReadAgainIsToldByItsValues() {
        insert();
        run(CURSOR);
        database.run("update events set v = 1");

        Look look = run(CURSOR);

        assertThat(((Look.Changed) look).reader().plan().overlap()).isEqualTo(new Overlap.ByValues());
        assertThat(what(look)).startsWith("at >= ");
        assertThat(runs.raw()).contains("1 1");
    }

    @Test
    void aTableThatWasMadeAnewIsReadAsAWhole() {
        insert();
        run(CURSOR);
        database.run(
                "create table following like events",
                "insert into following (v, at) select seq, '2020-01-01' from seq_1_to_5",
                "select sleep(1.1)",
                "rename table events to former, following to events",
                "alter table events comment = 'new'");

        Look look = run(CURSOR);

        assertThat(what(look)).startsWith("all rows, since");
        rawHasAll();
        assertThat(run(CURSOR)).isInstanceOf(Look.Unchanged.class);
    }

    @Test
    void aCursorNeedsTheRightToSeeTransactionsOfOthers() {
        database.run("create or replace user blind@'127.0.0.1'", "grant select on *.* to blind@'127.0.0.1'");
        try (MysqlSource source = new MysqlSource(MysqlTables.source(database, "blind", CURSOR))) {
            source.connect();

            assertThat(source.look(CURSOR, Known.NOTHING)).isInstanceOfSatisfying(Look.Refused.class, refused -> {
                assertThat(refused.problem().code()).isEqualTo(ErrorCode.SOURCE_HORIZON_UNREADABLE);
                assertThat(refused.problem().fix())
                        .contains(
                                "GRANT PROCESS, REPLICA MONITOR ON *.* TO blind;   # MySQL: REPLICATION CLIENT for the last");
            });
        } finally {
            database.run("drop user blind@'127.0.0.1'");
        }
    }

    @Test
    void aCursorNeedsATableWithTransactions() {
        database.run("alter table events engine = aria");
        assertThat(run(CURSOR))
                .isInstanceOfSatisfying(
                        Look.Refused.class,
                        refused -> assertThat(refused.problem().message())
                                .isEqualTo(
                                        "mode cursor needs a table of InnoDB: events is of another engine, which knows"
                                                + " no transactions"));
    }

    @Test
    void aViewThatCallsFunctionsNeedsTheRightToExecuteThem() {
        database.run(
                "create function twice(v int) returns int deterministic return 2 * v",
                "create view doubled as select id, twice(id) as v from events");
        Look look = run(Declared.snapshot("doubled", "doubled", "id"));

        assertThat(look).isInstanceOfSatisfying(Look.Refused.class, refused -> {
            assertThat(refused.problem().code()).isEqualTo(ErrorCode.SOURCE_NO_RIGHT);
            assertThat(refused.problem().fix()).contains("GRANT EXECUTE ON `" + database.database() + "`.* TO reader;");
        });
        database.run("grant execute on " + database.database() + ".* to reader@'127.0.0.1'");
        assertThat(run(Declared.snapshot("doubled", "doubled", "id"))).isInstanceOf(Look.Changed.class);
    }

    @Test
    void aLookbackReadsWhatIsYounger() {
        DatabaseTable table = Declared.lookback("events", "events", "at", Duration.ofHours(1), "id");
        database.run("insert into events (v, at) values (3, now() - interval 1 day)");
        insert();
        run(table);
        insert();

        Look look = run(table);

        assertThat(((Look.Changed) look).rows()).hasValue(2);
        rawHasAll();
    }

    @Test
    void aSnapshotIsReadOnlyWhenSomethingChanged() {
        DatabaseTable table = Declared.snapshot("events", "events", "id");
        insert();
        run(table);
        assertThat(run(table)).isInstanceOf(Look.Unchanged.class);
        database.run("update events set v = 5, at = at");

        Look look = run(table);

        assertThat(((Look.Changed) look).reader().plan().overlap()).isEqualTo(new Overlap.Content());
        assertThat(runs.raw()).contains("1 5");
    }

    @Test
    void rowsThatShareAKeyAreRefused() {
        database.run("create table twice (id varchar(5) collate utf8mb4_general_ci, v int)");
        database.run("insert into twice values ('a', 1), ('A', 2)");
        DatabaseTable table = Declared.snapshot("twice", "twice", "id");
        run(table);
        assertThat(runs.raw()).containsExactly("A 2", "a 1");
        database.run("insert into twice values ('a', 3)");

        try (MysqlSource source = new MysqlSource(MysqlTables.source(database, table))) {
            source.connect();
            Look.Changed look = (Look.Changed) source.look(table, runs.known());
            assertThatThrownBy(() -> look.reader().read()).hasMessageContaining("share the key");
        }
    }

    @Test
    void aPositionSaysWhichStateWasRead() {
        insert();
        Position position = ((Look.Changed) run(CURSOR)).position();

        assertThat(position.sourceType()).isEqualTo("mysql");
        assertThat(position.content().path("snapshot").asText()).matches("binlog\\.\\d+:\\d+");
        assertThat(position.content().path("about").path("table").asText()).isEqualTo(database.database() + ".events");
    }

    @Test
    void patternsTakeTablesAsTheyAreNowAndInitOffersThem() {
        database.run(
                "create table `odd name` (`a b` int, v int)",
                "create table orders (id int primary key)",
                "create view seen as select * from orders");
        String pattern = database.database() + ".*";
        ChosenTables chosen = new ChosenTables(
                List.of(CURSOR),
                Optional.of(new TablePatterns(Declared.PLACE, List.of(pattern))),
                StoredColumns.Everywhere.NOTHING);
        try (MysqlSource source = new MysqlSource(MysqlTables.source(database).with(chosen))) {
            assertThat(source.connect().tables())
                    .extracting(table -> table.name() + " " + table.can().mode())
                    .containsExactlyInAnyOrder("raw.events cursor", "raw.odd_name replace", "raw.orders snapshot");
        }

        List<TableOffer> offers = new MysqlInspection()
                .of(new Inspection.Address(
                        "--from",
                        "mysql://" + MariadbFixture.READER + "@127.0.0.1:" + database.port() + "/"
                                + database.database(),
                        "nobody",
                        Optional.empty(),
                        Optional.empty(),
                        Path.of("/"),
                        Path.of("/"),
                        List.of()))
                .offers();
        assertThat(offers)
                .extracting(offer -> offer instanceof TableOffer.Loadable table
                        ? table.name() + " " + table.key() + " " + table.mode() + " " + table.renames()
                        : refused((TableOffer.Refused) offer))
                .containsExactly(
                        "events [id] snapshot {}",
                        "odd name [] replace {a b=a_b}",
                        "orders [id] snapshot {}",
                        "seen: no key: a view has none; if columns identify a row, name them in key, with mode ="
                                + " snapshot; without a key mode = replace loads it whole");
    }

    private static String refused(TableOffer.Refused offer) {
        return offer.name() + ": " + offer.reason();
    }

    @Test
    void aTableThatAnotherSessionHoldsIsRefusedByItself() throws SQLException {
        database.run("create table free (id int primary key)", "insert into free values (1)");
        DatabaseTable held = Declared.snapshot("events", "events", "id");
        DatabaseTable free = Declared.snapshot("free", "free", "id");
        run(held);
        try (Connection other = database.connect();
                Statement statement = other.createStatement();
                MysqlSource source = new MysqlSource(MysqlTables.source(database, held, free))) {
            statement.execute("lock tables events write");
            source.connect();

            assertThat(source.look(held, runs.known()))
                    .isInstanceOfSatisfying(
                            Look.Refused.class,
                            refused -> assertThat(refused.problem().message()).contains("events"));
            assertThat(source.look(free, Known.NOTHING)).isInstanceOf(Look.Changed.class);
        }
    }

    @Test
    void aReplicaIsNoPlaceForACursor() {
        database.run("change master 'tested' to master_host = '127.0.0.1'");
        try {
            assertThat(run(CURSOR)).isInstanceOfSatisfying(Look.Refused.class, refused -> {
                assertThat(refused.problem().code()).isEqualTo(ErrorCode.SOURCE_MODE_REFUSED);
                assertThat(refused.problem().message()).contains("needs a server that writes alone");
            });
        } finally {
            database.run("reset slave 'tested' all");
        }
    }
}
