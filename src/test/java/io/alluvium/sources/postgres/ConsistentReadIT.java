package io.alluvium.sources.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.column.ColumnBatch;
import io.alluvium.fixture.LocalSpark;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.ColumnReader;
import io.alluvium.source.Known;
import io.alluvium.source.TableRead;
import io.alluvium.source.Way;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import io.alluvium.source.fault.NamedTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A bank whose money moves between accounts all the time and never becomes more or less: a part of a read that is of
 * another moment than the others finds another sum.
 */
class ConsistentReadIT {
    private static final int READS = Integer.getInteger("alluvium.reads", 20);
    private static final int ACCOUNTS = 2_000;
    private static final int PAGES_AN_ACCOUNT = 13;
    private static final long TOTAL = ACCOUNTS * 1_000L;
    private static final int WRITERS = 4;
    private static final int PARTS = 3;
    private static final DatabaseTable BANK = Declared.snapshot("accounts", "public.accounts", "id");

    private final AtomicBoolean stop = new AtomicBoolean();
    private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS + PARTS);
    private final List<Future<Integer>> writers = new ArrayList<>();
    private PostgresFixture database;

    /** Accounts all over as many pages as are worth several parts, nearly all of them empty. */
    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
        database.run(
                "create table accounts (id int primary key, balance bigint not null, filler text storage plain)"
                        + " with (autovacuum_enabled = off)",
                "insert into accounts select case when kind = 1 then -page else page / " + PAGES_AN_ACCOUNT + " end,"
                        + " case when kind = 1 then 0 else 1000 end, case when kind = 1 then repeat('x', 7000) end"
                        + " from generate_series(1, " + ACCOUNTS * PAGES_AN_ACCOUNT
                        + ") page, generate_series(1, 2) kind"
                        + " where kind = 1 or page % " + PAGES_AN_ACCOUNT + " = 0 order by page, kind",
                "delete from accounts where id < 0",
                "vacuum (truncate off, analyze) accounts");
        // The first read by Spark takes long. As long as it holds its snapshot, versions of an account pile up until
        // they
        // leave their page for the first free ones, where all accounts would end in one part.
        bySpark();
        for (int i = 0; i < WRITERS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            writers.add(threads.submit(() -> transfers(random)));
        }
    }

    @AfterEach
    void stop() {
        stop.set(true);
        threads.shutdownNow();
        database.close();
    }

    private int transfers(SplittableRandom random) throws SQLException {
        int done = 0;
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            while (!stop.get()) {
                int one = 1 + random.nextInt(ACCOUNTS);
                int other = 1 + random.nextInt(ACCOUNTS);
                int amount = random.nextInt(100);
                // In the order of their keys, so that no two writers wait for each other.
                statement.execute("begin; " + moved(Math.min(one, other), amount) + moved(Math.max(one, other), -amount)
                        + "commit");
                done++;
            }
        }
        return done;
    }

    private static String moved(int account, int amount) {
        return "update accounts set balance = balance + " + amount + " where id = " + account + "; ";
    }

    @Test
    void everyReadInSeveralPartsFindsAllTheMoney() throws Exception {
        List<Long> byColumn = new ArrayList<>();
        List<Long> bySpark = new ArrayList<>();
        List<Long> unpinned = new ArrayList<>();
        for (int i = 0; i < READS; i++) {
            byColumn.add(byColumn());
            unpinned.add(withoutSnapshot());
            if (i % 5 == 0) {
                bySpark.add(bySpark());
            }
        }
        stop.set(true);
        int transfers = 0;
        for (Future<Integer> writer : writers) {
            transfers += writer.get();
        }
        long wrong = unpinned.stream().filter(total -> total != TOTAL).count();
        System.out.println(transfers + " transfers against " + READS + " reads by column and " + bySpark.size()
                + " by Spark in " + PARTS + " parts: all totals right; of " + READS
                + " reads in as many parts without a shared snapshot " + wrong + " wrong");
        assertThat(byColumn).hasSize(READS).allMatch(total -> total == TOTAL);
        assertThat(bySpark).isNotEmpty().allMatch(total -> total == TOTAL);
        assertThat(accountsByPart()).as("accounts in each part").allMatch(accounts -> accounts > ACCOUNTS / PARTS / 2);
        assertThat(wrong)
                .as("the same load misleads a reader without a shared snapshot")
                .isPositive();
        assertThat(transfers).isGreaterThan(READS * 10);
    }

    private long byColumn() throws Exception {
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, BANK));
                TableRead extracted = Tables.read(extractor, BANK, Known.NOTHING)) {
            ColumnReader reader = extracted.columns().orElseThrow();
            assertThat(reader.parts()).isEqualTo(PARTS);
            assertThat(extracted.sourceCount()).hasValue(ACCOUNTS);
            return sum(part -> {
                List<Row> rows = new ArrayList<>();
                reader.read(part, new ColumnBatch(reader.schema(), 500), batch -> rows.addAll(Way.rows(batch)));
                return rows.stream().mapToLong(row -> row.getLong(1)).sum();
            });
        }
    }

    private long bySpark() {
        try (PostgresSource extractor = new PostgresSource(Tables.source(database, BANK));
                TableRead extracted = Tables.read(extractor, BANK, Known.NOTHING)) {
            var rows = extracted.rows(LocalSpark.session());
            assertThat(rows.rdd().getNumPartitions()).isEqualTo(PARTS);
            return rows.selectExpr("sum(balance)").head().getLong(0);
        }
    }

    /** What a reader does that opens a connection a part and reads. */
    private long withoutSnapshot() throws Exception {
        List<String> ranges = TableSplit.conditions(relation(), PARTS);
        return sum(part -> {
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "select coalesce(sum(balance), 0) from accounts t where " + ranges.get(part))) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    private List<Long> accountsByPart() throws SQLException {
        return TableSplit.conditions(relation(), PARTS).stream()
                .map(range -> Long.parseLong(database.texts("select count(*) from accounts t where " + range)
                        .get(0)))
                .toList();
    }

    private Relation relation() throws SQLException {
        try (Connection connection = database.connect()) {
            return new Catalog(connection, List.of("public")).relation(NamedTable.of(BANK));
        }
    }

    private interface Part {
        long sum(int part) throws Exception;
    }

    /** All parts side by side. */
    private long sum(Part work) throws Exception {
        List<Callable<Long>> parts = new ArrayList<>();
        for (int part = 0; part < PARTS; part++) {
            int number = part;
            parts.add(() -> work.sum(number));
        }
        long sum = 0;
        for (Future<Long> part : threads.invokeAll(parts)) {
            sum += part.get();
        }
        return sum;
    }
}
