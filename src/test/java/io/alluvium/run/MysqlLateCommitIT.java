package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.MariadbFixture;
import io.alluvium.fixture.MariadbServer;
import io.alluvium.report.RunRecord;
import io.alluvium.source.Holds;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writers to a MariaDB that hold transactions open against one run after another that reads one table by a cursor and one by
 * its counter. Rows carry the time of their statement: of one that sleeps before it writes, or waits for a table that is
 * altered, that is seconds before InnoDB says that the transaction began; sessions set the time, too: ahead where it is a
 * cursor, back where it is none. Other readers run beside, on the same rows: one trusts the clock, one the oldest
 * transaction that InnoDB shows, one the highest number.
 */
@Holds(
        source = "mysql",
        modes = {"cursor", "append"},
        value = Holds.Fact.INSERTS)
class MysqlLateCommitIT {
    private static final int SECONDS = Integer.getInteger("alluvium.late.seconds", 20);
    private static final int RESTARTS = Integer.getInteger("alluvium.late.restarts", 1);
    private static final int WRITERS = 8;

    @TempDir
    Path folder;

    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicBoolean written = new AtomicBoolean();
    private ProjectFolder project;
    private MariadbFixture database;

    @BeforeEach
    void start() {
        project = new ProjectFolder(folder);
        database = MariadbFixture.fresh();
        makeTables();
    }

    private void makeTables() {
        database.run("create table items (id bigint primary key, v int not null,"
                + " at timestamp(6) not null default current_timestamp(6) on update current_timestamp(6), key (at))");
        database.run("create table log (id bigint auto_increment primary key, v int not null)");
        project.over(
                database,
                "items { from = items, key = [id], cursor = at }",
                "log { from = log, key = [id], cursor = id, mode = append }");
    }

    @AfterEach
    void stop() {
        stop.set(true);
        written.set(true);
        database.close();
    }

    @Test
    void noRowIsMissedAndNoneComesTwice() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 4);
        List<Future<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            int number = i;
            writers.add(threads.submit(() -> write(number)));
        }
        writers.add(threads.submit(this::alter));
        Future<Set<String>> byClock = threads.submit(() -> read("now(6)"));
        Future<Set<String>> byInnodb = threads.submit(
                () -> read("(select least(now(6), coalesce(min(trx_started), now(6))) - interval 2 second"
                        + " from information_schema.innodb_trx where trx_mysql_thread_id <> connection_id())"));
        Future<Set<String>> byNumber = threads.submit(this::readByNumber);
        int runs = 0;
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
        int heldUp = 0;
        while (System.nanoTime() < end) {
            heldUp += isHeldUp(project.run()) ? 1 : 0;
            runs++;
        }
        stop.set(true);
        int transactions = 0;
        for (Future<Integer> writer : writers) {
            transactions += writer.get();
        }
        // Among many writers somebody's older transaction may hold InnoDB's bound back whenever it would fail. Alone it
        // fails for sure: two seconds before this row is written the bound is above its time.
        database.run("insert into items (id, v, at) select 1, 0, now(6) from (select sleep(4)) slow");
        written.set(true);
        long lostByClock = missing(byClock.get());
        long lostByInnodb = missing(byInnodb.get());
        long lostByNumber = missing("log", LOG_ROW, byNumber.get());
        threads.shutdown();
        project.runWell();
        List<String> log = raw("select concat_ws('|', id, v) from raw.log");
        List<String> raw = raw("select concat_ws('|', id, v, unix_micros(at)) from raw.items");

        assertThat(raw).as("versions of rows in raw").doesNotHaveDuplicates();
        assertThat(missing(new HashSet<>(raw))).as("rows missed").isZero();
        assertThat(log).as("numbered rows in raw").doesNotHaveDuplicates();
        assertThat(missing("log", LOG_ROW, new HashSet<>(log)))
                .as("numbered rows missed")
                .isZero();
        System.out.println(transactions + " transactions of " + WRITERS + " writers against " + runs
                + " runs, " + heldUp + " of them held up by an ALTER: 0 missed, 0 twice; of "
                + present("items", ROW).size() + " rows at > max(at) lost "
                + lostByClock
                + ", a bound by innodb_trx alone " + lostByInnodb + "; of "
                + present("log", LOG_ROW).size() + " rows id > max(id) lost " + lostByNumber);
        assertThat(runs - heldUp).isGreaterThan(2).isGreaterThan(heldUp);
        assertThat(lostByClock).as("lost by the clock").isPositive();
        assertThat(lostByInnodb).as("lost by innodb_trx alone").isPositive();
        assertThat(lostByNumber).as("lost by the highest number").isPositive();
    }

    /**
     * Whether a run gave up the table that an ALTER waits for, behind a transaction that lasts longer than a run waits for
     * a lock: it says so, and the next run reads what it left. Nothing else may happen to a run.
     */
    private static boolean isHeldUp(RunRecord run) {
        List<Problem> problems =
                run.steps().stream().flatMap(step -> step.problems().stream()).toList();
        assertThat(problems.stream()
                        .allMatch(problem -> problem.code() == ErrorCode.SOURCE_SILENT
                                && problem.message().equals("another session holds items, or what it reads")))
                .as(run.steps().toString())
                .isTrue();
        assertThat(run.exitStatus()).isEqualTo(problems.isEmpty() ? 0 : 75);
        return !problems.isEmpty();
    }

    private List<String> raw(String sql) {
        return project.pipeline().query(sql).toDF().collectAsList().stream()
                .map(row -> row.getString(0))
                .toList();
    }

    /** A server that dies keeps what is prepared, without the session that wrote it. */
    @Test
    void whatWasPreparedBeforeARestartAndIsCommittedLaterIsRead() throws Exception {
        try (MariadbServer server = MariadbServer.start()) {
            database.close();
            database = MariadbFixture.fresh(server);
            makeTables();
            for (int round = 0; round < RESTARTS; round++) {
                long first = 1 + 100L * round;
                database.run("insert into items (id, v) values (" + first + ", 0)", "insert into log (v) values (0)");
                project.runWell();
                database.run("xa start 'kept'; insert into items (id, v) values (" + (first + 1)
                        + ", 0); insert into log (v) values (1); xa end 'kept'; xa prepare 'kept'");
                Thread.sleep(3000);
                database.run(
                        "insert into items (id, v) values (" + (first + 2) + ", 0)", "insert into log (v) values (2)");
                project.runWell();
                server.crashAndRestart();
                Thread.sleep(3000);
                database.run(
                        "insert into items (id, v) values (" + (first + 3) + ", 0)", "insert into log (v) values (3)");
                project.runWell();
                project.runWell();
                database.run("xa commit 'kept'");
                project.runWell();
                List<String> items = raw("select concat_ws('|', id, v, unix_micros(at)) from raw.items");
                List<String> log = raw("select concat_ws('|', id, v) from raw.log");
                assertThat(items).containsExactlyInAnyOrderElementsOf(present("items", ROW));
                assertThat(log).containsExactlyInAnyOrderElementsOf(present("log", LOG_ROW));
            }
            database.close();
            database = MariadbFixture.fresh();
        }
    }

    private static final String ROW = "concat_ws('|', id, v, timestampdiff(microsecond, '1970-01-01', at))";

    private static final String LOG_ROW = "concat_ws('|', id, v)";

    private Set<String> present(String table, String row) {
        return new HashSet<>(database.texts("set statement time_zone = '+00:00' for select " + row + " from " + table));
    }

    private long missing(Set<String> seen) {
        return missing("items", ROW, seen);
    }

    private long missing(String table, String row, Set<String> seen) {
        return present(table, row).stream()
                .filter(present -> !seen.contains(present))
                .count();
    }

    /** Rows above the highest number that was seen. */
    private Set<String> readByNumber() throws SQLException, InterruptedException {
        Set<String> seen = new HashSet<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            long highest = 0;
            for (boolean last = false; !last; ) {
                last = written.get();
                try (ResultSet row =
                        statement.executeQuery("select " + LOG_ROW + ", id from log where id > " + highest)) {
                    while (row.next()) {
                        seen.add(row.getString(1));
                        highest = Math.max(highest, row.getLong(2));
                    }
                }
                Thread.sleep(100);
            }
        }
        return seen;
    }

    /** Rows at or above a bound that was taken before they were read. */
    private Set<String> read(String bound) throws SQLException, InterruptedException {
        Set<String> seen = new HashSet<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set session time_zone = 'SYSTEM'");
            String lower = "1971-01-01";
            for (boolean last = false; !last; ) {
                last = written.get();
                String next = text(statement, "select cast(" + bound + " as char)");
                statement.execute("set session time_zone = '+00:00'");
                try (ResultSet row = statement.executeQuery(
                        "select " + ROW + " from items where at >= convert_tz('" + lower + "', 'SYSTEM', '+00:00')")) {
                    while (row.next()) {
                        seen.add(row.getString(1));
                    }
                }
                statement.execute("set session time_zone = 'SYSTEM'");
                lower = next;
                Thread.sleep(100);
            }
        }
        return seen;
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Statements on the table wait for this one, and it for those. */
    private int alter() throws InterruptedException {
        int altered = 0;
        for (; !stop.get(); altered++) {
            Thread.sleep(4000);
            database.run("alter table items modify v int not null comment '" + altered + "', algorithm = instant");
        }
        return altered;
    }

    /** Each writer updates and deletes only rows of its own, so that none waits for another's. */
    private int write(int number) throws SQLException, InterruptedException {
        SplittableRandom random = new SplittableRandom(number);
        int transactions = 0;
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            long first = 1_000_000L * (number + 1);
            for (long next = first; !stop.get(); next += 3) {
                if (random.nextInt(30) == 0) {
                    prepared(statement, number, next);
                } else if (random.nextInt(20) == 0) {
                    slowlyNumbered(connection, statement, random);
                } else {
                    connection.setAutoCommit(false);
                    transaction(connection, statement, random, first, next);
                    connection.setAutoCommit(true);
                }
                transactions++;
                Thread.sleep(random.nextInt(40));
            }
        }
        return transactions;
    }

    private static void transaction(
            Connection connection, Statement statement, SplittableRandom random, long first, long next)
            throws SQLException, InterruptedException {
        statement.execute("set timestamp = " + (random.nextInt(10) == 0 ? "unix_timestamp() + 3" : "default"));
        if (random.nextInt(15) == 0) {
            statement.executeUpdate("insert into items (id, v, at) select " + next + ", 0, now(6) from (select sleep("
                    + (3 + random.nextInt(2)) + ")) slow");
            Thread.sleep(500 + random.nextInt(1500));
        } else {
            statement.executeUpdate("insert into items (id, v) values (" + next + ", 0)");
        }
        log(statement, random);
        if (random.nextInt(3) == 0) {
            Savepoint savepoint = connection.setSavepoint();
            statement.executeUpdate("insert into items (id, v) values (" + (next + 1) + ", 0)");
            if (random.nextBoolean()) {
                connection.rollback(savepoint);
            }
        }
        if (random.nextInt(4) == 0) {
            statement.executeUpdate("update items set v = v + 1 where id = " + random.nextLong(first, next + 1));
        }
        if (random.nextInt(10) == 0) {
            statement.executeUpdate("delete from items where id = " + random.nextLong(first, next + 1));
        }
        if (random.nextInt(20) == 0) {
            Thread.sleep(400 + random.nextInt(1200));
        }
        if (random.nextInt(20) == 0) {
            connection.rollback();
        } else {
            connection.commit();
        }
    }

    /** Not before the first statement, which is to begin long before InnoDB says so. A number does not care what time it is. */
    private static void log(Statement statement, SplittableRandom random) throws SQLException {
        if (random.nextInt(10) == 0) {
            statement.execute("set timestamp = unix_timestamp() - 100");
        }
        statement.executeUpdate("insert into log (v) values (1), (2)");
        statement.execute("set timestamp = default");
    }

    /** Of a table that nobody alters: who waits for that one would wait for this. */
    private static void slowlyNumbered(Connection connection, Statement statement, SplittableRandom random)
            throws SQLException, InterruptedException {
        connection.setAutoCommit(false);
        statement.executeUpdate("insert into log (v) select seq + sleep(1) from seq_1_to_3");
        Thread.sleep(random.nextInt(2000));
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static void prepared(Statement statement, int number, long next) throws SQLException, InterruptedException {
        String name = "'w" + number + "'";
        statement.execute("xa start " + name);
        statement.execute("insert into items (id, v) values (" + (next + 2) + ", 0)");
        statement.execute("insert into log (v) values (3)");
        statement.execute("xa end " + name);
        statement.execute("xa prepare " + name);
        Thread.sleep(1500);
        statement.execute("xa commit " + name);
    }
}
