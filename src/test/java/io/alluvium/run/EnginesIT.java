package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.PostgresFixture;
import io.alluvium.report.StepRecord;
import io.alluvium.source.Holds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By column and by Spark, round after round of random changes: raw holds the same rows in the same batches. */
@Holds(
        source = "postgres",
        modes = {"cursor", "xid", "snapshot", "replace"},
        value = Holds.Fact.SPARK)
class EnginesIT {
    private static final long SEED = 20261121;
    private static final int ROUNDS = 6;
    private static final int KEYS = 60;
    private static final List<String> TABLES = List.of("by_cursor", "by_transaction", "by_content", "whole", "empty");

    private static final String COLUMNS = "a int, \"B\" text, small smallint, big bigint, price numeric(12,2),"
            + " wide numeric(38,6), ratio double precision, single real, flag boolean, day date, local timestamp,"
            + " moment timestamptz, bytes bytea, list int[], words text[], note text";

    @TempDir
    Path folder;

    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void bothEnginesLeaveTheSameRaw() {
        try (PostgresFixture database = PostgresFixture.fresh()) {
            for (String table : List.of("by_cursor", "by_transaction", "by_content", "empty")) {
                database.run("create table " + table + " (" + COLUMNS
                        + ", changed timestamptz not null default now() - interval '1 hour', primary key (a, \"B\"))");
            }
            fill(database, 40);
            write("auto", database);
            write("spark", database);
            for (int round = 0; round < ROUNDS; round++) {
                List<StepRecord> auto = project("auto").runWell();
                List<StepRecord> spark = project("spark").runWell();
                for (int i = 0; i < auto.size(); i++) {
                    assertThat(auto.get(i).outcome()).isEqualTo(spark.get(i).outcome());
                    assertThat(auto.get(i).changes()).isEqualTo(spark.get(i).changes());
                }
                for (String table : TABLES) {
                    assertThat(raw("auto", table))
                            .as(table + ", round " + round)
                            .isEqualTo(raw("spark", table));
                }
                change(database);
            }
        }
    }

    private void fill(PostgresFixture database, int rows) {
        for (int i = 0; i < rows; i++) {
            insert(database, "by_cursor", random.nextInt(KEYS));
            insert(database, "by_transaction", random.nextInt(KEYS));
            insert(database, "by_content", random.nextInt(KEYS));
        }
    }

    private void change(PostgresFixture database) {
        for (String table : List.of("by_cursor", "by_transaction", "by_content")) {
            for (int i = 0; i < 12; i++) {
                int key = random.nextInt(KEYS);
                switch (random.nextInt(4)) {
                    case 0 -> database.run("delete from " + table + " where a = " + key);
                    case 1 -> database.run("update " + table + " set note = note, changed = now() where a = " + key);
                    default -> insert(database, table, key);
                }
            }
        }
    }

    private void insert(PostgresFixture database, String table, int key) {
        List<String> values = new ArrayList<>(List.of(
                Integer.toString(key),
                "'k" + key % 3 + "'",
                maybe(Integer.toString(random.nextInt(-32768, 32768))),
                maybe(Long.toString(random.nextLong())),
                maybe("%d.%02d".formatted(random.nextInt(-99999, 99999), random.nextInt(100))),
                maybe(random.nextLong() + "12345678901.123456"),
                maybe("'"
                        + List.of("NaN", "Infinity", "-0", "0", "1e300", "0.1").get(random.nextInt(6)) + "'"),
                maybe("'" + List.of("NaN", "-Infinity", "1.5", "0.1").get(random.nextInt(4)) + "'"),
                maybe(random.nextBoolean() ? "true" : "false"),
                maybe("date '1500-01-01' + " + random.nextInt(200_000)),
                maybe("timestamp '1800-01-01' + interval '1 microsecond' * " + random.nextLong(1L << 52)),
                maybe("timestamptz '1800-01-01 00:00:00Z' + interval '1 microsecond' * " + random.nextLong(1L << 52)),
                maybe("'\\x" + Long.toHexString(random.nextLong() | 1L << 60) + "'"),
                maybe("array[" + random.nextInt() + ", null, 7]"),
                maybe("array['', 'ü" + random.nextInt(9) + "', null]::text[]"),
                maybe("'note " + random.nextInt(5) + "'"),
                "now()"));
        database.run("insert into " + table + " values (" + String.join(", ", values)
                + ") on conflict (a, \"B\") do update set price = excluded.price, ratio = excluded.ratio,"
                + " list = excluded.list, note = excluded.note, changed = excluded.changed");
    }

    private String maybe(String value) {
        return random.nextInt(5) == 0 ? "null" : value;
    }

    private void write(String engine, PostgresFixture database) {
        project(engine)
                .over(
                        database,
                        "engine = " + engine,
                        "by_cursor      { from = \"public.by_cursor\", key = [a, B], cursor = changed }",
                        "by_transaction { from = \"public.by_transaction\", key = [a, B], mode = xid }",
                        "by_content     { from = \"public.by_content\", key = [a, B], mode = snapshot }",
                        "whole          { from = \"public.by_content\", mode = replace }",
                        "empty          { from = \"public.empty\", key = [a, B], mode = snapshot }");
    }

    private ProjectFolder project(String engine) {
        return new ProjectFolder(folder.resolve(engine));
    }

    /** Types, then rows with their batches; what differs by the time of the run is left out. */
    private List<String> raw(String engine, String table) {
        var rows = project(engine)
                .pipeline()
                .query("select * except (_loaded_at) from raw." + table)
                .toDF();
        return Stream.concat(
                        Stream.of(rows.schema().treeString()),
                        rows.selectExpr("to_json(struct(*), map('ignoreNullFields', 'false'))").collectAsList().stream()
                                .map(row -> row.getString(0))
                                .sorted())
                .toList();
    }
}
