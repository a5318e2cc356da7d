package io.alluvium.column;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alluvium.fixture.SparkFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Structs and lists in each other, as Spark and Delta have them. */
final class NestedColumnsIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Path folder;
    private SparkSession spark;

    @BeforeEach
    void open(@TempDir Path temporary) {
        folder = temporary;
        spark = SparkFixture.plain(SparkFixture.on(temporary.resolve("warehouse")));
        spark.conf().set("spark.sql.datetime.java8API.enabled", "true");
    }

    /** One that is the same each time, and a new one; a test's name tells the seed. */
    static LongStream seeds() {
        return LongStream.of(1, System.nanoTime());
    }

    private WrittenFile write(
            Path file, StructType schema, EncodingLimits limits, int batchRows, List<List<@Nullable Object>> rows)
            throws IOException {
        return SampleRows.write(file, schema, limits, SampleRows.batches(schema, rows, batchRows));
    }

    private static List<Object> comparable(List<Row> rows) {
        return rows.stream().<Object>map(SparkRows::comparable).toList();
    }

    private void readByColumnsAndByRows(Path file, StructType schema, List<List<@Nullable Object>> rows, String what) {
        List<Object> expected = comparable(SparkRows.of(schema, rows));
        for (String vectorised : List.of("true", "false")) {
            spark.conf().set("spark.sql.parquet.enableVectorizedReader", vectorised);
            spark.conf().set("spark.sql.parquet.enableNestedColumnVectorizedReader", vectorised);
            Dataset<Row> read = spark.read().parquet(file.toString());
            assertThat(read.schema()).as(what).isEqualTo(schema);
            assertThat(comparable(read.collectAsList()))
                    .as("%s, vectorised %s", what, vectorised)
                    .isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sparkReadsThemByColumnsAndByRows(long seed) throws IOException {
        Random random = new Random(seed);
        for (int nullPercent : List.of(0, 20, 90)) {
            StructType schema = SampleRows.nested(random, 5, 1 + random.nextInt(4));
            SampleRows sample = new SampleRows(random.nextLong(), 1 + random.nextInt(2_000), nullPercent);
            List<List<@Nullable Object>> rows = sample.rows(schema, 1_000);
            EncodingLimits small = new EncodingLimits(
                    10_000 + random.nextInt(200_000), 200 + random.nextInt(5_000), 64 + random.nextInt(10_000));
            for (EncodingLimits limits : List.of(EncodingLimits.STANDARD, small)) {
                Path file = folder.resolve("rows.parquet");
                write(file, schema, limits, 1 + random.nextInt(1_000), rows);
                readByColumnsAndByRows(
                        file, schema, rows, nullPercent + " % null, " + schema.simpleString() + ", " + limits);
            }
        }
    }

    @Test
    void sparkReadsListsThatBeginAfterThousandsOfNulls() throws IOException {
        StructType schema = StructType.fromDDL("c struct<a:array<struct<b:string,l:array<string>>>>");
        SampleRows sample = new SampleRows(5, 100, 0);
        for (@Nullable List<@Nullable Object> none : new ArrayList<@Nullable List<@Nullable Object>>(
                Arrays.asList(null, Collections.singletonList(null), List.of(List.of())))) {
            List<List<@Nullable Object>> rows =
                    new ArrayList<>(Collections.nCopies(9_000, Collections.singletonList(none)));
            rows.addAll(sample.rows(schema, 500));
            rows.addAll(Collections.nCopies(5_000, Collections.singletonList(none)));
            rows.addAll(sample.rows(schema, 500));
            Path file = folder.resolve("late.parquet");
            write(file, schema, EncodingLimits.STANDARD, 500, rows);
            readByColumnsAndByRows(file, schema, rows, "after " + none);
        }
    }

    @Test
    void theParquetSchemaIsThatOfSparksOwnFiles() throws IOException {
        StructType schema = SampleRows.everyType()
                .add("s", SampleRows.everyType())
                .add("deep", StructType.fromDDL("a array<array<struct<b:struct<c:array<decimal(30,2)>>>>>"));
        Path ours = folder.resolve("ours.parquet");
        write(ours, schema, EncodingLimits.STANDARD, 10, new SampleRows(1, 10, 10).rows(schema, 10));
        Path own = folder.resolve("own");
        // As sessions of ours set it; Spark's default is still INT96.
        spark.conf().set("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS");
        spark.createDataFrame(List.of(), schema).coalesce(1).write().parquet(own.toString());
        try (Stream<Path> files = Files.list(own)) {
            Path part = files.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
            assertThat(ParquetRows.footer(ours).getFileMetaData().getSchema())
                    .isEqualTo(ParquetRows.footer(part).getFileMetaData().getSchema());
        }
    }

    /** The {@code stats} that Delta Spark writes for the same rows in one file. */
    private JsonNode statisticsOfDelta(StructType schema, List<List<@Nullable Object>> rows) throws IOException {
        Path table = folder.resolve("delta" + System.nanoTime());
        spark.createDataFrame(SparkRows.of(schema, rows), schema)
                .coalesce(1)
                .write()
                .format("delta")
                .save(table.toString());
        for (String line : Files.readAllLines(table.resolve("_delta_log/00000000000000000000.json"))) {
            if (JSON.readTree(line).has("add")) {
                return JSON.readTree(JSON.readTree(line).get("add").get("stats").asText());
            }
        }
        throw new AssertionError("no file");
    }

    private void hasStatisticsOfDelta(StructType schema, List<List<@Nullable Object>> rows, String what)
            throws IOException {
        WrittenFile written =
                write(folder.resolve("statistics.parquet"), schema, new EncodingLimits(40_000, 1_000, 2_000), 70, rows);
        assertThat(JSON.readTree(written.statistics())).as(what).isEqualTo(statisticsOfDelta(schema, rows));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void statisticsAreDeltas(long seed) throws IOException {
        Random random = new Random(seed);
        for (int nullPercent : List.of(0, 40, 100)) {
            StructType schema = SampleRows.nested(random, 5, 3);
            hasStatisticsOfDelta(
                    schema,
                    new SampleRows(random.nextLong(), 1_000_000, nullPercent).rows(schema, 200),
                    nullPercent + " % null, " + schema.simpleString());
        }
    }

    @Test
    void structsWithoutBoundsHaveStatisticsOfDelta() throws IOException {
        for (String columns : List.of(
                "s struct<b:boolean,l:array<bigint>>",
                "s struct<b:boolean,t:struct<x:binary>>, n bigint",
                "s struct<b:boolean,t:struct<n:bigint>>",
                "s struct<a:bigint,`b.c`:struct<`d.e`:string,`f`:array<string>>>")) {
            StructType schema = StructType.fromDDL(columns);
            hasStatisticsOfDelta(schema, new SampleRows(6, 100, 20).rows(schema, 30), columns);
        }
    }

    @Test
    void theFirst32LeavesHaveStatisticsAsInDelta() throws IOException {
        StructType ten = new StructType();
        for (int i = 0; i < 10; i++) {
            ten = ten.add("f" + i, i % 4 == 0 ? DataTypes.BooleanType : DataTypes.LongType);
        }
        StructType schema = new StructType()
                .add("a", ten)
                .add("lists", DataTypes.createArrayType(ten))
                .add("b", new StructType().add("inner", ten).add("list", DataTypes.createArrayType(ten)))
                .add("c", ten.add("d", ten))
                .add("e", ten)
                .add("f", DataTypes.LongType);
        hasStatisticsOfDelta(schema, new SampleRows(7, 100, 20).rows(schema, 30), "61 leaves");
    }
}
