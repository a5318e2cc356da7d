package io.alluvium.sources.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.MariadbFixture;
import io.alluvium.fixture.MariadbServer;
import io.alluvium.source.Look;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** New rows by the numbers that a table's counter gives, on a MariaDB. */
class MysqlAppendIT {
    private static final DatabaseTable APPEND = Declared.append("log", "log", "id", "id");

    /** Ages a mark: the horizon is two seconds before the present. */
    private static final long PASSED_MILLIS = 2500;

    private MariadbFixture database;
    private RunsOfTable runs;

    @BeforeEach
    void start() {
        open(MariadbFixture.fresh());
    }

    private void open(MariadbFixture fresh) {
        database = fresh;
        database.run("create table log (id bigint unsigned auto_increment primary key, v int not null)");
        runs = new RunsOfTable(database, APPEND);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private void insert(int v) {
        database.run("insert into log (v) values (" + v + ")");
    }

    private BigInteger lower() {
        return ((NumberedWindow) runs.last()).lower().orElse(BigInteger.ZERO);
    }

    @Test
    void onlyNewNumbersAreReadOnceTheHorizonHasPassed() throws Exception {
        insert(1);
        try (Connection other = database.connect()) {
            other.setAutoCommit(false);
            RunsOfTable.execute(other, "insert into log (v) values (2)");
            runs.run();
            other.commit();
        }
        Thread.sleep(PASSED_MILLIS);
        insert(3);
        runs.run();
        insert(4);
        Look look = runs.run();

        assertThat(((Look.Changed) look).what()).isEqualTo("id >= 4");
        assertThat(((Look.Changed) look).rows()).hasValue(1);
        assertThat(((Look.Changed) look).guarantee())
                .startsWith("complete where each id is given by the table's counter");
        runs.rawHasAll();
        assertThat(runs.run()).isInstanceOf(Look.Unchanged.class);
    }

    @Test
    void theSecondRunOfAQuietTableReadsNothingThatTheFirstHasRead() {
        database.run("insert into log (v) select seq from seq_1_to_500");
        runs.run();
        insert(7);

        Look look = runs.run();

        assertThat(((Look.Changed) look).what()).isEqualTo("id >= 501");
        assertThat(((Look.Changed) look).rows()).hasValue(1);
        runs.rawHasAll();
    }

    @Test
    void aTransactionThatCommitsLateIsInALaterBatch() throws Exception {
        insert(1);
        runs.run();
        try (Connection late = database.connect();
                Statement statement = late.createStatement()) {
            late.setAutoCommit(false);
            statement.execute("insert into log (v) values (2)");
            for (int v = 3; v < 6; v++) {
                Thread.sleep(PASSED_MILLIS);
                insert(v);
                runs.run();
            }
            assertThat(runs.raw()).doesNotContain("2 2");
            late.commit();
        }

        runs.run();

        assertThat(runs.raw()).contains("2 2");
        runs.rawHasAll();
    }

    @Test
    void aStatementThatTookItsNumberBeforeItSleptIsWaitedFor() throws Exception {
        insert(1);
        try (Connection late = database.connect();
                Statement statement = late.createStatement()) {
            CompletableFuture<Void> slow = CompletableFuture.runAsync(() ->
                    RunsOfTable.execute(statement, "insert into log (v) select 2 + sleep(seq * 3) from seq_1_to_2"));
            for (int v = 10; !slow.isDone(); v++) {
                insert(v);
                runs.run();
                Thread.sleep(1000);
            }
        }

        runs.run();

        runs.rawHasAll();
    }

    /** Each of them is open for a while, and there is always one: a single mark would never be passed. */
    @Test
    void transactionsThatFollowEachOtherWithoutAGapHoldTheBoundBackByOneOfThem() throws Exception {
        insert(1);
        runs.run();
        try (Connection one = database.connect();
                Connection other = database.connect()) {
            one.setAutoCommit(false);
            other.setAutoCommit(false);
            Connection open = one;
            RunsOfTable.execute(open, "insert into log (v) values (2)");
            for (int v = 3; v < 13; v++) {
                Thread.sleep(1000);
                runs.run();
                Connection following = open == one ? other : one;
                RunsOfTable.execute(following, "insert into log (v) values (" + v + ")");
                open.commit();
                open = following;
            }
            open.commit();
        }

        runs.run();

        assertThat(lower()).isGreaterThan(BigInteger.TWO);
        runs.rawHasAll();
    }

    @Test
    void anEmptiedTableThatCountsAnewIsReadAsAWholeAlsoWhenItHasPassedTheFormerNumbers() throws InterruptedException {
        database.run("insert into log (v) select seq from seq_1_to_5");
        runs.run();
        Thread.sleep(PASSED_MILLIS);
        insert(6);
        runs.run();
        database.run("truncate log", "insert into log (v) select seq + 100 from seq_1_to_20");

        Look look = runs.run();

        assertThat(((Look.Changed) look).what()).startsWith("all rows");
        runs.rawHasAll();
    }

    /** What was given and never committed is given again after a crash. */
    @Test
    void numbersThatAServerGivesAgainAfterACrashAreRead() throws Exception {
        database.close();
        try (MariadbServer server = MariadbServer.start()) {
            open(MariadbFixture.fresh(server));
            insert(1);
            runs.run();
            try (Connection late = database.connect()) {
                late.setAutoCommit(false);
                RunsOfTable.execute(late, "insert into log (v) select seq from seq_1_to_50");
                runs.run();
                server.crashAndRestart();
            } catch (SQLException e) {
                assertThat(e.getSQLState()).startsWith("08");
            }
            Thread.sleep(PASSED_MILLIS);
            insert(2);
            runs.run();
            database.run("insert into log (v) select seq + 1000 from seq_1_to_100");

            runs.run();

            runs.rawHasAll();
            database.close();
            database = MariadbFixture.fresh();
        }
    }

    @Test
    void aColumnWithoutACounterIsRefused() {
        database.run("create table plain (id int primary key, v int)");
        Look look = new RunsOfTable(database, Declared.append("plain", "plain", "id", "id")).run();

        assertThat(look).isInstanceOfSatisfying(Look.Refused.class, refused -> {
            assertThat(refused.problem().code()).isEqualTo(ErrorCode.SOURCE_TYPE_UNSUPPORTED);
            assertThat(refused.problem().message())
                    .isEqualTo("the cursor id of plain is int(11) and no AUTO_INCREMENT");
        });
    }
}
