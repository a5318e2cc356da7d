package io.alluvium.sources.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.MariadbFixture;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.TableRead;
import io.alluvium.source.Way;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The one state of a MariaDB in which all tables are read, and what a person is told of it. */
class MysqlStateIT {
    private MariadbFixture database;

    @BeforeEach
    void start() {
        database = MariadbFixture.fresh();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private MysqlSpec source(String user, Consistent consistent, DatabaseTable... tables) {
        return new MysqlSpec(MysqlTables.source(database, user, tables).declared(), consistent, Optional.empty());
    }

    /** A transfer moves an amount between two tables; a state that shows half of it has another sum. */
    @ParameterizedTest
    @EnumSource(Consistent.class)
    void allTablesAndPartsShowOneState(Consistent consistent) throws Exception {
        database.run(
                "create table one (id int primary key, amount bigint not null, fill char(255) not null)",
                "create table two like one",
                "insert into one select seq, 100, repeat('x', 255) from seq_1_to_40000",
                "insert into two select * from one",
                "analyze table one, two");
        DatabaseTable one = Declared.snapshot("one", "one", "id");
        DatabaseTable two = Declared.snapshot("two", "two", "id");
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Future<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            writers.add(threads.submit(() -> transfer(number, stop)));
        }
        int parts = 0;
        for (int i = 0; i < 2; i++) {
            try (MysqlSource source = new MysqlSource(source(MariadbFixture.OWNER, consistent, one, two))) {
                source.connect();
                Look.Changed first = (Look.Changed) source.look(one, Known.NOTHING);
                Look.Changed second = (Look.Changed) source.look(two, Known.NOTHING);
                assertThat(sum(first) + sum(second)).isEqualTo(2L * 100 * 40_000);
                parts = Math.max(parts, first.reader().plan().connections());
                assertThat(first.guarantee()).matches(".*; one state of all tables, binlog\\.\\d+:\\d+, by .*");
                if (consistent == Consistent.LOCK) {
                    assertThat(first.guarantee()).endsWith(", by 3 sessions under a lock");
                    assertThat(second.reader().plan().connections()).isEqualTo(3);
                }
            }
        }
        stop.set(true);
        int transfers = 0;
        for (Future<Integer> writer : writers) {
            transfers += writer.get();
        }
        threads.shutdown();
        assertThat(transfers).isGreaterThan(100);
        assertThat(parts).as("sessions that came to one state beside writers").isGreaterThan(1);
    }

    private int transfer(int number, AtomicBoolean stop) throws SQLException {
        SplittableRandom random = new SplittableRandom(number);
        int transfers = 0;
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (; !stop.get(); transfers++) {
                statement.execute("update one set amount = amount - 7 where id = " + random.nextInt(1, 40_000));
                statement.execute("update two set amount = amount + 7 where id = " + random.nextInt(1, 40_000));
                connection.commit();
            }
        }
        return transfers;
    }

    private static long sum(Look.Changed look) {
        try (TableRead read = look.reader().read()) {
            return Way.columns(read, LocalSpark.session())
                    .selectExpr("sum(amount)")
                    .head()
                    .getLong(0);
        }
    }

    private long sessionsAtTheServer() {
        return Long.parseLong(database.texts("select count(*) from information_schema.processlist where user = '"
                        + MariadbFixture.READER + "' and db = '" + database.database() + "'")
                .get(0));
    }

    @Test
    void sessionsAreOpenedWhenThereIsSomethingToReadAsLongAsNobodyHasCommitted() {
        database.run(
                "create table t (id int primary key, v int not null, fill char(255) not null)",
                "insert into t select seq, 0, repeat('x', 255) from seq_1_to_60000",
                "analyze table t");
        DatabaseTable table = Declared.snapshot("t", "t", "id");
        RunsOfTable runs = new RunsOfTable(database, table);
        runs.run();
        try (MysqlSource source = new MysqlSource(MysqlTables.source(database, table))) {
            source.connect();
            assertThat(source.look(table, runs.known())).isInstanceOf(Look.Unchanged.class);
            assertThat(sessionsAtTheServer()).isEqualTo(2);
        }
        database.run("update t set v = 1");
        for (boolean quiet : List.of(true, false)) {
            try (MysqlSource source = new MysqlSource(MysqlTables.source(database, table))) {
                source.connect();
                Look.Changed look = (Look.Changed) source.look(table, runs.known());
                assertThat(sessionsAtTheServer()).isEqualTo(2);
                if (!quiet) {
                    database.run("update t set v = 2 where id = 7");
                }
                try (TableRead read = look.reader().read()) {
                    assertThat(sessionsAtTheServer()).isEqualTo(quiet ? 4 : 2);
                    assertThat(read.guarantee()).endsWith(quiet ? ", by 3 sessions" : ", by one session");
                    assertThat(Way.columns(read, LocalSpark.session())
                                    .selectExpr("sum(v)")
                                    .head()
                                    .getLong(0))
                            .isEqualTo(60_000);
                }
            }
        }
    }

    /** As the table's, or as one of all tables. */
    private Problem refused(String user, DatabaseTable table) {
        try (MysqlSource source = new MysqlSource(source(user, Consistent.LOCK, table))) {
            source.connect();
            return ((Look.Refused) source.look(table, Known.NOTHING)).problem();
        } catch (AlluviumException e) {
            return e.problems().get(0);
        }
    }

    @Test
    void aLockNeedsARight() {
        database.run("create table free (id int primary key)");

        Problem problem = refused(MariadbFixture.READER, Declared.snapshot("free", "free", "id"));

        assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_NO_RIGHT);
        assertThat(problem.fix())
                .hasValueSatisfying(fix -> assertThat(fix).startsWith("GRANT RELOAD ON *.* TO reader;"));
    }

    @Test
    void aLockIsGivenUpWhereAStatementDoesNotEnd() throws Exception {
        database.run("create table busy (id int primary key)");
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            CompletableFuture<Void> slow = CompletableFuture.runAsync(
                    () -> RunsOfTable.execute(statement, "insert into busy select 1 + sleep(6)"));
            Thread.sleep(500);
            long begun = System.nanoTime();

            Problem problem = refused(MariadbFixture.OWNER, Declared.snapshot("busy", "busy", "id"));

            assertThat((System.nanoTime() - begun) / 1_000_000_000L).isLessThan(5);
            assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_SILENT);
            assertThat(problem.message()).endsWith("gave no lock on all commits within 2 seconds");
            slow.get();
        }
    }

    @Test
    void aTableOfAnEngineWithoutTransactionsShowsNoState() {
        database.run("create table plain (id int primary key) engine = aria");
        DatabaseTable table = Declared.snapshot("plain", "plain", "id");
        try (MysqlSource source = new MysqlSource(MysqlTables.source(database, table))) {
            source.connect();

            assertThat(((Look.Changed) source.look(table, Known.NOTHING)).guarantee())
                    .isEqualTo("complete; rows may be of different moments: its engine knows no transactions");
        }
    }
}
