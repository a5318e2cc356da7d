package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.Holds;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
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
 * Writers that hold transactions open, set savepoints, roll back, update and delete, against one run after another that
 * reads their tables in every mode which promises to miss nothing. Rows of a transaction carry the time it began, so a
 * reader that trusts the clock passes them by: one such reader runs beside, on the same rows.
 */
@Holds(
        source = "postgres",
        modes = {"cursor", "xid", "append"},
        value = Holds.Fact.INSERTS)
class LateCommitIT {
    private static final int SECONDS = Integer.getInteger("alluvium.late.seconds", 35);
    private static final int WRITERS = 16;

    /** One more mode is one more line. */
    private enum Mode {
        CURSOR("items", "mode = cursor, cursor = at"),
        XID("items", "mode = xid"),
        /** Of a table whose rows are written once. */
        APPEND("events", "mode = append, cursor = id");

        private final String from;
        private final String keys;

        Mode(String from, String keys) {
            this.from = from;
            this.keys = keys;
        }

        String table() {
            return "by_" + name().toLowerCase(java.util.Locale.ROOT);
        }

        String declared() {
            return table() + " { from = \"public." + from + "\", key = [id], " + keys + " }";
        }
    }

    @TempDir
    Path folder;

    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicBoolean written = new AtomicBoolean();
    private ProjectFolder project;
    private PostgresFixture database;

    @BeforeEach
    void start() {
        project = new ProjectFolder(folder);
        database = PostgresFixture.fresh();
        database.run(
                "create table items (id bigint primary key, v int not null, at timestamptz not null default now())",
                "create index on items (at)",
                "create table events (id bigint generated always as identity primary key, v int not null)");
        project.over(
                database, "", Arrays.stream(Mode.values()).map(Mode::declared).toArray(String[]::new));
    }

    @AfterEach
    void stop() {
        stop.set(true);
        written.set(true);
        database.close();
    }

    @Test
    void noRowIsMissedAndNoneComesTwice() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS + 1);
        List<Future<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            int number = i;
            writers.add(threads.submit(() -> write(number)));
        }
        Future<Set<String>> usual = threads.submit(this::usualReader);
        int runs = 0;
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
        while (System.nanoTime() < end) {
            project.runWell();
            runs++;
        }
        stop.set(true);
        int transactions = 0;
        for (Future<Integer> writer : writers) {
            transactions += writer.get();
        }
        written.set(true);
        long lostByTheUsual = missing(Mode.CURSOR, usual.get());
        threads.shutdown();
        project.runWell();
        for (Mode mode : Mode.values()) {
            List<String> raw = raw(mode);
            assertThat(raw).as(mode + ": versions of rows in raw").doesNotHaveDuplicates();
            assertThat(missing(mode, new HashSet<>(raw)))
                    .as(mode + ": rows missed")
                    .isZero();
        }
        System.out.println(transactions + " transactions of " + WRITERS + " writers against " + runs + " runs in modes "
                + Arrays.toString(Mode.values()) + ": 0 missed, 0 twice; at > max(at) beside it lost " + lostByTheUsual
                + " of " + present(Mode.CURSOR).size() + " rows");
        assertThat(transactions).isGreaterThan(SECONDS * WRITERS);
        assertThat(runs).isGreaterThan(2);
    }

    /** Each writer updates and deletes only rows of its own, so that none waits for another. */
    private int write(int number) throws SQLException, InterruptedException {
        SplittableRandom random = new SplittableRandom(number);
        int transactions = 0;
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            long first = 1_000_000L * (number + 1);
            for (long next = first; !stop.get(); next += 2) {
                transaction(connection, statement, random, first, next);
                transactions++;
                Thread.sleep(random.nextInt(20));
            }
        }
        return transactions;
    }

    private static void transaction(
            Connection connection, Statement statement, SplittableRandom random, long first, long next)
            throws SQLException, InterruptedException {
        insert(statement, next);
        if (random.nextInt(3) == 0) {
            Savepoint savepoint = connection.setSavepoint();
            insert(statement, next + 1);
            if (random.nextBoolean()) {
                connection.rollback(savepoint);
            }
        }
        if (random.nextInt(4) == 0) {
            statement.executeUpdate(
                    "update items set v = v + 1, at = now() where id = " + random.nextLong(first, next + 1));
        }
        if (random.nextInt(10) == 0) {
            statement.executeUpdate("delete from items where id = " + random.nextLong(first, next + 1));
        }
        if (random.nextInt(30) == 0) {
            Thread.sleep(400 + random.nextInt(1200));
        }
        if (random.nextInt(20) == 0) {
            connection.rollback();
        } else {
            connection.commit();
        }
    }

    private static void insert(Statement statement, long id) throws SQLException {
        statement.executeUpdate("insert into items (id, v) values (" + id + ", 0)");
        statement.executeUpdate("insert into events (v) values (" + id % 1000 + ")");
    }

    /** What most tools do, ten times a second: rows that are newer than the newest they have. */
    private Set<String> usualReader() throws SQLException, InterruptedException {
        Set<String> seen = new HashSet<>();
        String newest = "-infinity";
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            boolean last = false;
            while (!last) {
                last = written.get();
                try (ResultSet row =
                        statement.executeQuery("select concat_ws('|', id, xmin), at::text from items where at > '"
                                + newest + "' order by at")) {
                    while (row.next()) {
                        seen.add(row.getString(1));
                        newest = row.getString(2);
                    }
                }
                Thread.sleep(100);
            }
        }
        return seen;
    }

    private long missing(Mode mode, Set<String> found) {
        return present(mode).stream()
                .filter(version -> !found.contains(version))
                .count();
    }

    private List<String> present(Mode mode) {
        return database.texts("select concat_ws('|', id, xmin) from " + mode.from);
    }

    private List<String> raw(Mode mode) {
        return project.rows("select concat_ws('|', id, _source_version) from raw." + mode.table());
    }
}
