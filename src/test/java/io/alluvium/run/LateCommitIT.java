package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writers that hold transactions open, set savepoints, roll back and update, against one run after another. Rows of a
 * transaction carry the time it began, so a cursor that trusts the clock passes them by.
 */
class LateCommitIT {
    private static final int SECONDS = Integer.getInteger("alluvium.late.seconds", 60);
    private static final int WRITERS = 4;

    @TempDir
    Path folder;

    @Test
    void noRowIsMissedAndNoneComesTwice() throws Exception {
        try (ShopProject shop = new ShopProject(folder)) {
            AtomicBoolean stop = new AtomicBoolean();
            ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
            List<Future<Integer>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(threads.submit(writer(shop, i, stop)));
            }
            int runs = 0;
            long end = System.nanoTime() + SECONDS * 1_000_000_000L;
            while (System.nanoTime() < end) {
                assertThat(shop.run().exitStatus()).isZero();
                runs++;
            }
            stop.set(true);
            int transactions = 0;
            for (Future<Integer> writer : writers) {
                transactions += writer.get();
            }
            threads.shutdown();
            assertThat(shop.run().exitStatus()).isZero();
            shop.everyTableEqualsPostgres();
            shop.rawHoldsEachVersionOnce();
            System.out.println(transactions + " transactions against " + runs + " runs: 0 missed, 0 twice");
            assertThat(transactions).isGreaterThan(SECONDS * WRITERS);
            assertThat(runs).isGreaterThan(2);
        }
    }

    private static Callable<Integer> writer(ShopProject shop, int number, AtomicBoolean stop) {
        return () -> {
            SplittableRandom random = new SplittableRandom(number);
            int transactions = 0;
            long next = 1_000_000L * (number + 1);
            try (Connection connection = shop.database().connect();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                while (!stop.get()) {
                    next = transaction(connection, statement, random, next);
                    transactions++;
                    Thread.sleep(random.nextInt(20));
                }
            }
            return transactions;
        };
    }

    /** Each writer updates only rows of its own, so that none waits for another. */
    private static long transaction(Connection connection, Statement statement, SplittableRandom random, long next)
            throws SQLException, InterruptedException {
        long first = next / 1_000_000 * 1_000_000;
        long id = insert(statement, next);
        if (random.nextInt(3) == 0) {
            Savepoint savepoint = connection.setSavepoint();
            id = insert(statement, id);
            if (random.nextBoolean()) {
                connection.rollback(savepoint);
            }
        }
        if (random.nextInt(4) == 0) {
            statement.executeUpdate("update orders set discount = discount + 1, updated_at = now() where order_id = "
                    + random.nextLong(first, next + 1));
        }
        if (random.nextInt(30) == 0) {
            Thread.sleep(400 + random.nextInt(1200));
        }
        if (random.nextInt(20) == 0) {
            connection.rollback();
        } else {
            connection.commit();
        }
        return id;
    }

    private static long insert(Statement statement, long id) throws SQLException {
        statement.executeUpdate("insert into orders values (" + id + ", " + (1 + id % 20) + ", '2026-05-05', "
                + id % 1000 + ", 0, now())");
        return id + 1;
    }
}
