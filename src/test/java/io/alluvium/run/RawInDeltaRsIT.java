package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.alluvium.config.ProjectReader;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.report.RunRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Raw tables in readers that share no code with Spark's: delta-rs by Arrow and by DataFusion, DuckDB. They come from the
 * Python package index, so only {@code mvn -Pdelta-rs} asks for them; where they cannot be had the test says so and is
 * skipped.
 */
class RawInDeltaRsIT {
    private static final List<String> TABLES = List.of("typed", "one", "none", "nulls", "wide", "large");
    /** Of {@code typed}, so that a checkpoint is among its commits. */
    private static final int RUNS = 103;

    /** The rows of {@code typed}, written by Spark. */
    private static final String BY_SPARK = "by_spark";

    private static final int WIDE = 1_000;
    private static final List<String> TYPES = List.of(
            "boolean",
            "smallint",
            "int",
            "bigint",
            "real",
            "double precision",
            "numeric(9,2)",
            "numeric(18,6)",
            "numeric(38,10)",
            "text",
            "bytea",
            "date",
            "timestamp",
            "timestamptz");

    @TempDir
    static Path folder;

    private static PostgresFixture database;

    @BeforeAll
    static void load() throws IOException, InterruptedException {
        assumeTrue(Boolean.getBoolean("alluvium.delta-rs"), "only mvn -Pdelta-rs fetches delta-rs");
        Path tools = Path.of("target/bench/peers").toAbsolutePath();
        String found = output("bench/peers.sh", tools.toString());
        if (found.contains("- ") || !found.contains("duckdb-delta-rs")) {
            System.out.println("skipped: " + found.strip());
        }
        assumeTrue(found.contains("\nduckdb-delta-rs\n"), found);
        SparkFixture.on(folder);
        database = PostgresFixture.fresh();
        createTables();
        writeProject();
        for (int run = 0; run < RUNS; run++) {
            database.run(
                    "update typed set c1 = " + run + " where id % 12 = " + run % 12,
                    "delete from typed where id = " + (100 + run));
            RunRecord record = pipeline().run(new RunOptions(Optional.empty(), Duration.ZERO), new SilentListener());
            assertThat(record.exitStatus()).as(record.steps().toString()).isZero();
        }
        assertThat(raw().resolve("typed/_delta_log/_last_checkpoint")).exists();
        writeBySpark();
        List<String> command = new ArrayList<>(List.of(
                tools.resolve("bin/python").toString(),
                "src/test/resources/foreign/read_delta.py",
                raw().toString(),
                folder.toString()));
        command.addAll(TABLES);
        command.add(BY_SPARK);
        output(command.toArray(String[]::new));
    }

    private static void writeBySpark() {
        Dataset<Row> rows = spark("typed");
        // As raw has them: of INT96, Spark's default, delta-rs reads no year after 2262.
        rows.sparkSession().conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
        rows.coalesce(1).write().format("delta").save(raw().resolve(BY_SPARK).toString());
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = "\n" + new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @AfterAll
    static void stop() {
        if (database != null) {
            database.close();
        }
    }

    /** Column {@code c<i>} and {@code l<i>}, the same in a list. */
    private static void createTables() {
        String columns = IntStream.range(0, TYPES.size())
                .mapToObj(i -> "c%d %s, l%d %s[]".formatted(i, TYPES.get(i), i, TYPES.get(i)))
                .collect(Collectors.joining(", "));
        for (String table : List.of("typed", "one", "none", "nulls")) {
            database.run("create table " + table + " (id int primary key, " + columns + ", \"Ü$x\" text)");
        }
        database.run(
                "insert into nulls select i from generate_series(1, 5) i",
                "insert into one (id, c9) values (1, '')",
                "insert into typed (id, \"Ü$x\") select i, 'v' || i from generate_series(1, 400) i");
        for (int i = 0; i < TYPES.size(); i++) {
            List<String> values = values(i);
            for (int row = 0; row < values.size(); row++) {
                String value = values.get(row) + "::" + TYPES.get(i);
                database.run("update typed set c%d = %s, l%d = array[%s, null, %s] where id %% 23 = %d"
                        .formatted(i, value, i, value, value, row));
            }
            database.run("update typed set l%d = '{}' where id %% 23 = 20".formatted(i));
        }
        createWideAndLarge();
    }

    private static void createWideAndLarge() {
        String columns = IntStream.range(1, WIDE)
                .mapToObj(i -> "w%d %s".formatted(i, TYPES.get(i % TYPES.size())))
                .collect(Collectors.joining(", "));
        database.run(
                "create table wide (id int primary key, " + columns + ")",
                "insert into wide select i from generate_series(1, 40) i");
        for (int i = 1; i < WIDE; i += 3) {
            database.run("update wide set w%d = %s::%s where id %% 3 = %d"
                    .formatted(i, values(i % TYPES.size()).get(i % 2), TYPES.get(i % TYPES.size()), i % 3));
        }
        database.run(
                "create table large (id int primary key, t text, b bytea)",
                "insert into large values (1, repeat('x', 10 << 20), decode(repeat('ab', 10 << 20), 'hex')),"
                        + " (2, repeat('ü', 5 << 20), ''), (3, '', null)");
    }

    private static List<String> values(int type) {
        return switch (TYPES.get(type)) {
            case "boolean" -> List.of("true", "false");
            case "smallint" -> List.of("'32767'", "'-32768'", "'0'");
            case "int" -> List.of("'2147483647'", "'-2147483648'", "'0'");
            case "bigint" -> List.of("'9223372036854775807'", "'-9223372036854775808'", "'0'");
            case "real" ->
                List.of("'NaN'", "'Infinity'", "'-Infinity'", "'-0'", "'0'", "'1e-45'", "'3.4028235e38'", "'0.1'");
            case "double precision" ->
                List.of(
                        "'NaN'",
                        "'Infinity'",
                        "'-Infinity'",
                        "'-0'",
                        "'0'",
                        "'5e-324'",
                        "'1.7976931348623157e308'",
                        "'0.1'");
            case "numeric(9,2)" -> List.of("9999999.99", "-9999999.99", "0", "1.10");
            case "numeric(18,6)" -> List.of("999999999999.999999", "-999999999999.999999", "0.000001");
            case "numeric(38,10)" ->
                List.of("9999999999999999999999999999.9999999999", "-9999999999999999999999999999.9999999999", "1e-10");
            case "text" ->
                List.of(
                        "''",
                        "'ünï𝄞cödé'",
                        "E'tab\\tline\\n'",
                        "repeat('x', 40)",
                        "repeat('𝄞', 40)",
                        "repeat(chr(1114111), 33)");
            case "bytea" -> List.of("''", "'\\x00ff'", "'\\xffffffffffffffffffffffffffffffffffffffff'");
            case "date" -> List.of("'0001-01-01'", "'9999-12-31'", "'1582-10-04'", "'1582-10-15'", "'1970-01-01'");
            default ->
                List.of(
                        "'0001-01-01 00:00:00Z'",
                        "'9999-12-31 23:59:59.999999Z'",
                        "'1969-12-31 23:59:59.999999Z'",
                        "'1582-10-10 12:00:00.000001Z'",
                        "'2026-03-29 02:30:00.123456Z'");
        };
    }

    private static void writeProject() throws IOException {
        String tables = TABLES.stream()
                .map(table -> "%1$s { from = \"public.%1$s\", key = [id], mode = snapshot }".formatted(table))
                .collect(Collectors.joining("\n"));
        Files.writeString(folder.resolve("project.conf"), """
                project = foreign
                warehouse { path = "warehouse" }
                sources { db { type = postgres, host = "%s", port = %d, database = %s, user = postgres
                  tables { %s } } }
                """.formatted(
                        database.host(), database.port(), database.database(), tables));
    }

    private static Pipeline pipeline() {
        return Pipeline.open(new ProjectReader.Request(folder, true, Optional.empty(), Map.of()), Clock.systemUTC());
    }

    private static Path raw() {
        return folder.resolve("warehouse/raw");
    }

    @ParameterizedTest
    @CsvSource({
        "typed, arrow", "typed, datafusion", "typed, duckdb",
        "one, arrow", "one, datafusion", "one, duckdb",
        "none, arrow", "none, datafusion", "none, duckdb",
        "nulls, arrow", "nulls, datafusion", "nulls, duckdb",
        "wide, arrow", "wide, datafusion", "wide, duckdb",
        "large, arrow", "large, datafusion", "large, duckdb"
    })
    void theReaderFindsTheRowsOfSpark(String table, String reader) throws IOException {
        assertThat(Files.readAllLines(folder.resolve(table + "." + reader))).isEqualTo(ExactRows.of(spark(table)));
    }

    private static Dataset<Row> spark(String table) {
        return SparkFixture.plain(SparkFixture.on(folder))
                .read()
                .format("delta")
                .load(raw().resolve(table).toString());
    }

    /**
     * delta-rs' Arrow dataset takes a greatest value of NaN, or none, for an upper bound that no value meets, whoever
     * wrote it: so Spark's own file is the measure.
     */
    @ParameterizedTest
    @ValueSource(strings = {"typed", "one", "none", "nulls", "wide", "large"})
    void noFilterLosesRowsThatItFindsInAFileOfSpark(String table) throws IOException {
        List<String> facts = Files.readAllLines(folder.resolve(table + ".facts"));
        assertThat(facts).element(1).isEqualTo("rows " + spark(table).count());
        assertThat(columnsThatLose(facts))
                .isSubsetOf(columnsThatLose(Files.readAllLines(folder.resolve(BY_SPARK + ".facts"))));
    }

    private static List<String> columnsThatLose(List<String> facts) {
        assertThat(facts).noneMatch(fact -> fact.startsWith("failed"));
        return facts.stream()
                .filter(fact -> fact.startsWith("filter on "))
                .map(fact -> fact.split(" ")[2])
                .distinct()
                .toList();
    }
}
