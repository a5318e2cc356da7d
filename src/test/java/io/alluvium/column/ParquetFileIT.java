package io.alluvium.column;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.SparkFixture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
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

/** What Spark reads from our files. */
final class ParquetFileIT {
    private static final EncodingLimits SMALL = new EncodingLimits(40_000, 1_000, 2_000);
    /** So small that even bytes are written without a dictionary. */
    private static final EncodingLimits TINY = new EncodingLimits(10_000, 200, 64);

    private Path folder;
    private SparkSession spark;

    @BeforeEach
    void open(@TempDir Path temporary) {
        folder = temporary;
        spark = SparkFixture.plain(SparkFixture.on(temporary.resolve("warehouse")));
        spark.conf().set("spark.sql.datetime.java8API.enabled", "true");
    }

    private WrittenFile write(Path file, StructType schema, EncodingLimits limits, List<List<@Nullable Object>> rows)
            throws IOException {
        List<FileColumn> columns = Collections.nCopies(schema.length(), new FileColumn.FromBatch());
        try (ParquetFile parquet = new ParquetFile(schema, Files.newOutputStream(file), columns, limits)) {
            for (int from = 0; from < rows.size(); from += 500) {
                parquet.write(SampleRows.batch(schema, rows.subList(from, Math.min(rows.size(), from + 500))));
            }
            return parquet.finish();
        }
    }

    private List<Object> read(Path file, StructType schema) {
        return spark.read().schema(schema).parquet(file.toString()).collectAsList().stream()
                .<Object>map(SparkRows::comparable)
                .toList();
    }

    private static List<Object> expected(StructType schema, List<List<@Nullable Object>> rows) {
        return SparkRows.of(schema, rows).stream()
                .<Object>map(SparkRows::comparable)
                .toList();
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Those that once failed, and one more; a test's name tells the seed. */
    static LongStream seeds() {
        return LongStream.of(13, 24, System.nanoTime());
    }

    private void readByColumnsAndByRows(Path file, StructType schema, List<List<@Nullable Object>> rows, String what) {
        for (String vectorised : List.of("true", "false")) {
            spark.conf().set("spark.sql.parquet.enableVectorizedReader", vectorised);
            spark.conf().set("spark.sql.parquet.enableNestedColumnVectorizedReader", vectorised);
            assertThat(read(file, schema))
                    .as("%s, vectorised %s", what, vectorised)
                    .isEqualTo(expected(schema, rows));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void sparkReadsEveryTypeByColumnsAndByRows(long seed) throws IOException {
        StructType schema = SampleRows.everyType();
        for (int nullPercent : List.of(0, 40, 100)) {
            for (int distinct : List.of(10, 1_000_000)) {
                List<List<@Nullable Object>> rows = new SampleRows(seed, distinct, nullPercent).rows(schema, 2_000);
                for (EncodingLimits limits : List.of(EncodingLimits.STANDARD, SMALL, TINY)) {
                    Path file = folder.resolve("rows.parquet");
                    write(file, schema, limits, rows);
                    readByColumnsAndByRows(
                            file, schema, rows, nullPercent + " % null, " + distinct + " distinct, " + limits);
                }
            }
        }
    }

    /** A column's values in a stretch of rows, a batch long, by the number of the row. */
    private static List<List<@Nullable Object>> stretch(IntFunction<@Nullable Object> value) {
        return IntStream.range(0, 500)
                .<List<@Nullable Object>>mapToObj(row -> Collections.singletonList(value.apply(row)))
                .toList();
    }

    @Test
    void valuesAroundAStretchOfNullsAreReadAfterTheDictionaryHasBecomeTooLarge() throws IOException {
        for (String type : List.of("string", "array<string>")) {
            UnaryOperator<Object> form = type.equals("string") ? UnaryOperator.identity() : List::of;
            StructType schema = StructType.fromDDL("c " + type);
            List<List<@Nullable Object>> rows = new ArrayList<>();
            rows.addAll(stretch(row -> form.apply(text("few" + row % 10))));
            rows.addAll(stretch(row -> form.apply(text(row + "long".repeat(1_000)))));
            rows.addAll(stretch(row -> null));
            Path file = folder.resolve("nulls.parquet");
            write(file, schema, EncodingLimits.STANDARD, rows);
            assertThat(ParquetRows.read(file)).as(type).isEqualTo(rows);
            readByColumnsAndByRows(file, schema, rows, type + ", nulls last");
            rows.addAll(stretch(row -> form.apply(text("few" + row % 10))));
            write(file, schema, EncodingLimits.STANDARD, rows);
            readByColumnsAndByRows(file, schema, rows, type + ", nulls in between");
        }
    }

    @Test
    void listsAreReadThatBeginAfterThousandsOfNulls() throws IOException {
        StructType schema = StructType.fromDDL("c array<string>");
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            rows.addAll(stretch(row -> null));
        }
        rows.addAll(stretch(row -> List.of(text("a"), text("b"), text("few" + row % 10), text("d"))));
        Path file = folder.resolve("late.parquet");
        write(file, schema, EncodingLimits.STANDARD, rows);
        readByColumnsAndByRows(file, schema, rows, "lists");
    }

    @Test
    void sparkFindsTheTypesWithoutASchema() throws IOException {
        StructType schema = SampleRows.everyType();
        Path file = folder.resolve("types.parquet");
        write(file, schema, EncodingLimits.STANDARD, new SampleRows(1, 10, 10).rows(schema, 10));
        assertThat(spark.read().parquet(file.toString()).schema()).isEqualTo(schema);
    }

    @Test
    void theParquetSchemaIsThatOfSparksOwnFiles() throws IOException {
        StructType schema = SampleRows.everyType();
        Path ours = folder.resolve("ours.parquet");
        write(ours, schema, EncodingLimits.STANDARD, new SampleRows(1, 10, 10).rows(schema, 10));
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

    @Test
    void constantColumnsAreRead() throws IOException {
        StructType batchSchema = new StructType().add("id", DataTypes.DoubleType);
        StructType schema = new StructType()
                .add("_batch", DataTypes.LongType)
                .add("_loaded_at", DataTypes.TimestampType)
                .add("id", DataTypes.DoubleType)
                .add("_op", DataTypes.StringType)
                .add("_gone", DataTypes.StringType);
        List<FileColumn> sources = List.of(
                new FileColumn.Constant(42L),
                new FileColumn.Constant(1_700_000_000_123_456L),
                new FileColumn.FromBatch(),
                new FileColumn.Constant("insert"),
                new FileColumn.Constant(null));
        List<List<@Nullable Object>> ids = new SampleRows(9, 1_000_000, 3).rows(batchSchema, 20_000);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        ids.forEach(id -> rows.add(Arrays.asList(42L, 1_700_000_000_123_456L, id.get(0), text("insert"), null)));
        Path file = folder.resolve("constants.parquet");
        try (ParquetFile parquet = new ParquetFile(schema, Files.newOutputStream(file), sources, SMALL)) {
            for (int from = 0; from < ids.size(); from += 5_000) {
                parquet.write(SampleRows.batch(batchSchema, ids.subList(from, from + 5_000)));
            }
            parquet.finish();
        }
        assertThat(ParquetRows.footer(file).getBlocks()).hasSizeGreaterThan(1);
        for (String vectorised : List.of("true", "false")) {
            spark.conf().set("spark.sql.parquet.enableVectorizedReader", vectorised);
            assertThat(read(file, schema)).as(vectorised).isEqualTo(expected(schema, rows));
            Dataset<Row> ours = spark.read().schema(schema).parquet(file.toString());
            assertThat(ours.where("_batch = 42 and _op = 'insert' and _gone is null")
                            .count())
                    .isEqualTo(20_000);
            assertThat(ours.where("_batch <> 42 or _op < 'insert' or _gone is not null")
                            .count())
                    .isZero();
        }
    }

    @Test
    void sparkFiltersRowGroupsWithoutLosingRows() throws IOException {
        long seed = System.nanoTime();
        StructType schema = StructType.fromDDL("i bigint, d double, s string, p decimal(30,4), t timestamp");
        List<List<@Nullable Object>> rows = new ArrayList<>();
        SampleRows sample = new SampleRows(seed, 1_000_000, 5);
        for (int i = 0; i < 12_000; i++) {
            ByteBuffer name = text("x".repeat(i / 2_000 * 20) + i);
            List<@Nullable Object> row = new ArrayList<>(sample.rows(schema, 1).get(0));
            row.set(0, (long) i);
            row.set(1, i % 5_000 == 0 ? Double.NaN : i % 77 == 0 ? -0.0 : (double) (i / 100));
            row.set(2, name);
            rows.add(row);
        }
        Path file = folder.resolve("filtered.parquet");
        write(file, schema, SMALL, rows);
        assertThat(ParquetRows.footer(file).getBlocks()).hasSizeGreaterThan(5);
        Dataset<Row> ours = spark.read().schema(schema).parquet(file.toString());
        Dataset<Row> plain = spark.createDataFrame(SparkRows.of(schema, rows), schema);
        for (String filter : List.of(
                "i between 3000 and 3010",
                "i > 11990",
                "d > 110",
                "d = 0",
                "d < 0.5",
                "isnan(d)",
                "s like 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx%'",
                "s > 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'",
                "s = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx7777'",
                "p is null",
                "p < -1000",
                "p > 99999999999999999999999999",
                "t < timestamp'0100-01-01 00:00:00'",
                "t is not null and t > timestamp'3000-01-01 00:00:00'")) {
            assertThat(ours.where(filter).count())
                    .as("seed %d, %s", seed, filter)
                    .isEqualTo(plain.where(filter).count());
        }
    }

    @Test
    void oldDatesAndTimestampsAreReadAsWrittenWhateverTheSessionSays() throws IOException {
        StructType schema = new StructType()
                .add("d", DataTypes.DateType)
                .add("t", DataTypes.TimestampType)
                .add("n", DataTypes.TimestampNTZType);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        // 0001-01-01, 1000-02-29 of the Julian calendar, the days around the reform, 1890, 9999-12-31.
        for (long day : List.of(-719_162L, -354_225L, -141_428L, -141_427L, -29_219L, 2_932_896L)) {
            long micros = day * 86_400_000_000L + 123_456;
            rows.add(List.of(day, micros, micros));
        }
        Path file = folder.resolve("old.parquet");
        write(file, schema, EncodingLimits.STANDARD, rows);
        for (String mode : List.of("EXCEPTION", "CORRECTED", "LEGACY")) {
            spark.conf().set("spark.sql.parquet.datetimeRebaseModeInRead", mode);
            for (String vectorised : List.of("true", "false")) {
                spark.conf().set("spark.sql.parquet.enableVectorizedReader", vectorised);
                assertThat(read(file, schema)).as(mode).isEqualTo(expected(schema, rows));
            }
        }
    }
}
