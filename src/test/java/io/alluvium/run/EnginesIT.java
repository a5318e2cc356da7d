package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.PostgresFixture;
import io.alluvium.report.StepRecord;
import io.alluvium.source.Holds;
import io.alluvium.verify.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    private static final int KEY_ROUNDS = Integer.getInteger("alluvium.engines.rounds", 2);
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

    /** Columns of keys, each with values that some part of the way may take for one another. */
    private static final Map<String, Map<String, List<String>>> KEYED = Map.of(
            "numbers",
            new TreeMap<>(Map.of(
                    "f float8", List.of("0", "'-0'", "'NaN'", "'Infinity'", "5e-324", "'-5e-324'"),
                    "g real", List.of("0", "'-0'", "'NaN'", "1.5"),
                    "n numeric", List.of("1.0", "1.00", "0", "'NaN'"),
                    "d numeric(10,2)", List.of("0", "1.5"),
                    "w numeric(30,2)", List.of("0", "1e20"),
                    "b boolean", List.of("true", "false"))),
            "texts",
            new TreeMap<>(Map.of(
                    "t text", List.of("''", "'a'", "'A'", "'a '", "'ä'", "U&'a\\0308'", "U&'\\+01D11E'", "U&'\\FFFD'"),
                    "c citext", List.of("''", "'a'", "'A'"),
                    "p bpchar", List.of("''", "'a'", "'a '"),
                    "h char(3)", List.of("''", "'a'", "'A'"),
                    "vc varchar(9)", List.of("'.'", "'`'", "'N'", "'V1:a'"),
                    "i text collate folded", List.of("'é'", "'É'", "'e'", "'E'"),
                    "l citext[]", List.of("'{}'", "'{a}'", "'{A}'", "'{NULL}'"))),
            "others",
            new TreeMap<>(Map.ofEntries(
                    Map.entry("i int[]", List.of("'{}'", "'{1,2}'", "'{NULL,1}'", "'[0:1]={7,8}'")),
                    Map.entry("fl float8[]", List.of("'{0}'", "'{-0}'", "'{NaN,NULL}'")),
                    Map.entry("by bytea", List.of("''", "'\\x00'", "'\\x30'")),
                    Map.entry("da date", List.of("'0001-01-01'", "'1969-12-31'")),
                    Map.entry("ts timestamptz", List.of("'1969-12-31 23:59:59.999999Z'", "'1970-01-01Z'")),
                    Map.entry("tn timestamp", List.of("'1582-10-10'", "'9999-12-31 23:59:59.999999'")),
                    Map.entry("uu uuid", List.of("'00000000-0000-0000-0000-000000000000'")),
                    Map.entry("iv interval", List.of("'1 mon'", "'30 days'", "'720:00'")),
                    Map.entry("jb jsonb", List.of("'{\"a\": 1.0}'", "'{\"a\": 1.00}'", "'null'")),
                    Map.entry("ra int4range", List.of("'[1,5)'", "'[1,4]'", "'empty'")),
                    Map.entry("nr numrange", List.of("'[1.0,2)'", "'[1.00,2)'", "'(,)'")),
                    Map.entry("co pair", List.of("row(0, 'a')", "row('-0', 'a')", "row(null, '')")),
                    Map.entry("mo mood", List.of("'sad'", "'ok'")),
                    Map.entry("ti timetz", List.of("'12:00+00'", "'13:00+01'")),
                    Map.entry("ip inet", List.of("'10.0.0.1/8'", "'10.0.0.1/9'")),
                    Map.entry("vb varbit", List.of("B'0'", "B'00'")))));

    private static final List<String> ENGINES = List.of("auto", "spark");

    /** Raw tables: each by its content, and one by its transactions too. */
    private static final List<String> READ = List.of("numbers", "numbers_x", "others", "texts");

    private static List<String> names(String table) {
        return columns(table).keySet().stream()
                .map(column -> column.split(" ")[0])
                .toList();
    }

    private static Map<String, List<String>> columns(String table) {
        return Objects.requireNonNull(KEYED.get(table));
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    @Test
    void keysOfEveryTypeLeaveTheSameRawAndTheSameCurrentRows() {
        try (PostgresFixture database = PostgresFixture.fresh()) {
            database.run(
                    "create extension citext",
                    "create collation folded (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
                    "create type pair as (a float8, b text)",
                    "create type mood as enum ('sad', 'ok')");
            KEYED.keySet().forEach(table -> makeKeyed(database, table));
            ENGINES.forEach(engine -> writeKeyed(engine, database));
            for (int round = 0; round < KEY_ROUNDS; round++) {
                StringBuilder done = new StringBuilder();
                KEYED.keySet().forEach(table -> done.append(changeKeyed(database, table)));
                project("auto").runWell();
                project("spark").runWell();
                String where = "seed %d, round %d: %s".formatted(SEED, round, done);
                for (String table : READ) {
                    assertThat(raw("auto", table)).as(table + ", " + where).isEqualTo(raw("spark", table));
                }
                for (String engine : ENGINES) {
                    areCurrent(database, engine, where);
                }
            }
            assertThat(project("auto").pipeline().verify(List.of()))
                    .hasSize(READ.size())
                    .allSatisfy(verdict -> assertThat(
                                    ((Verdict.Checked) verdict).compared().isEqual())
                            .as(verdict.toString())
                            .isTrue());
        }
    }

    /** Each row of the database is in the model once, by a number that no key has. */
    private void areCurrent(PostgresFixture database, String engine, String where) {
        String union = KEYED.keySet().stream()
                .map(table -> "select '" + table + "' as t, id, v from %s" + table)
                .collect(Collectors.joining(" union all "));
        assertThat(project(engine).rows("select t, id, v from (" + union.replace("%s", "curated.") + ") order by 1, 2"))
                .as(engine + ", " + where)
                .isEqualTo(database.texts("select concat_ws('|', t, id, v) from (" + union.replace("%s", "")
                        + ") as u order by t collate \"C\", id"));
    }

    private void makeKeyed(PostgresFixture database, String table) {
        database.run("create table " + table + " (id int not null, v int, "
                + String.join(", ", columns(table).keySet()) + ", primary key (" + String.join(", ", names(table))
                + "))");
        database.run(
                IntStream.range(0, KEYS).mapToObj(id -> inserted(table, id)).toArray(String[]::new));
    }

    private String inserted(String table, int id) {
        String values = columns(table).values().stream().map(this::any).collect(Collectors.joining(", "));
        return "insert into " + table + " values (" + id + ", 0, " + values + ") on conflict do nothing";
    }

    private String changeKeyed(PostgresFixture database, String table) {
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < KEYS / 2; i++) {
            int id = random.nextInt(KEYS);
            String column = any(List.copyOf(columns(table).keySet()));
            String value = any(columns(table).getOrDefault(column, List.of()));
            statements.add(
                    switch (random.nextInt(5)) {
                        case 0 -> "delete from " + table + " where id = " + id;
                        case 1 -> inserted(table, KEYS + random.nextInt(KEYS * 1000));
                        case 2 -> "update " + table + " set v = v + 1 where id = " + id;
                        default ->
                            "do $do$ begin update " + table + " set " + column.split(" ")[0] + " = " + value
                                    + " where id = " + id + "; exception when unique_violation then null; end $do$";
                    });
        }
        database.run(statements.toArray(String[]::new));
        return String.join("; ", statements);
    }

    private void writeKeyed(String engine, PostgresFixture database) {
        List<String> tables = new ArrayList<>();
        for (String read : READ) {
            String table = read.replace("_x", "");
            tables.add(read + " { from = \"public." + table + "\", key = " + names(table) + ", mode = "
                    + (read.equals(table) ? "snapshot" : "xid") + " }");
            project(engine)
                    .write(
                            "curated/" + read + ".sql",
                            "/*---\nstrategy = apply\n---*/\nselect id, v, " + String.join(", ", names(table))
                                    + " from raw." + read + "\n");
        }
        project(engine).over(database, "engine = " + engine, tables.toArray(String[]::new));
    }
}
