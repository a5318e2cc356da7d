package io.alluvium.column;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alluvium.fixture.SparkFixture;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our statistics of a file beside those that Delta Spark keeps of the same rows. */
final class DeltaStatisticsIT {
    private static final EncodingLimits SMALL = new EncodingLimits(40_000, 1_000, 2_000);
    private static final ObjectMapper JSON = new ObjectMapper();

    private Path folder;
    private SparkSession spark;

    @BeforeEach
    void open(@TempDir Path temporary) {
        folder = temporary;
        spark = SparkFixture.plain(SparkFixture.on(temporary.resolve("warehouse")));
        spark.conf().set("spark.sql.datetime.java8API.enabled", "true");
    }

    private WrittenFile write(Path file, StructType schema, List<List<@Nullable Object>> rows) throws IOException {
        List<FileColumn> columns = Collections.nCopies(schema.length(), new FileColumn.FromBatch());
        try (ParquetFile parquet = new ParquetFile(schema, Files.newOutputStream(file), columns, SMALL)) {
            for (int from = 0; from < rows.size(); from += 500) {
                parquet.write(SampleRows.batch(schema, rows.subList(from, Math.min(rows.size(), from + 500))));
            }
            return parquet.finish();
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
        List<String> statistics = new ArrayList<>();
        for (String line : Files.readAllLines(table.resolve("_delta_log/00000000000000000000.json"))) {
            if (JSON.readTree(line).has("add")) {
                statistics.add(JSON.readTree(line).get("add").get("stats").asText());
            }
        }
        assertThat(statistics).hasSize(1);
        return JSON.readTree(statistics.get(0));
    }

    private void hasStatisticsOfDelta(StructType schema, List<List<@Nullable Object>> rows, String what)
            throws IOException {
        WrittenFile written = write(folder.resolve("statistics.parquet"), schema, rows);
        assertThat(JSON.readTree(written.statistics())).as(what).isEqualTo(statisticsOfDelta(schema, rows));
    }

    /** Columns of one type, a case each, filled up with nulls. */
    @SafeVarargs
    private void casesHaveStatisticsOfDelta(DataType type, List<? extends @Nullable Object>... cases)
            throws IOException {
        StructType schema = new StructType();
        int height = Stream.of(cases).mapToInt(List::size).max().orElse(0);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int row = 0; row < height; row++) {
            List<@Nullable Object> values = new ArrayList<>();
            for (List<? extends @Nullable Object> column : cases) {
                values.add(row < column.size() ? column.get(row) : null);
            }
            rows.add(values);
        }
        for (int i = 0; i < cases.length; i++) {
            schema = schema.add("case_" + i, type);
        }
        hasStatisticsOfDelta(schema, rows, type.sql());
    }

    private static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void statisticsOfConstantColumnsAreDeltas() throws IOException {
        StructType schema = new StructType()
                .add("_batch", DataTypes.LongType)
                .add("_loaded_at", DataTypes.TimestampType)
                .add("_op", DataTypes.StringType)
                .add("_gone", DataTypes.StringType);
        List<FileColumn> sources = List.of(
                new FileColumn.Constant(42L),
                new FileColumn.Constant(1_700_000_000_123_456L),
                new FileColumn.Constant("insert"),
                new FileColumn.Constant(null));
        List<@Nullable Object> row = Arrays.asList(42L, 1_700_000_000_123_456L, text("insert"), null);
        try (ParquetFile parquet = new ParquetFile(schema, OutputStream.nullOutputStream(), sources)) {
            StructType nothing = new StructType();
            parquet.write(SampleRows.batch(nothing, Collections.nCopies(3, List.of())));
            assertThat(JSON.readTree(parquet.finish().statistics()))
                    .isEqualTo(statisticsOfDelta(schema, Collections.nCopies(3, row)));
        }
    }

    @Test
    void statisticsOfRandomRowsAreDeltas() throws IOException {
        long seed = System.nanoTime();
        for (int nullPercent : List.of(0, 30, 100)) {
            StructType schema = SampleRows.everyType();
            hasStatisticsOfDelta(
                    schema,
                    new SampleRows(seed, 1_000_000, nullPercent).rows(schema, 1_200),
                    "seed " + seed + ", " + nullPercent + " % null");
        }
    }

    @Test
    void onlyTheFirst32ColumnsHaveStatisticsAsInDelta() throws IOException {
        StructType schema = new StructType();
        for (int i = 0; i < 40; i++) {
            schema = schema.add("column_\"" + i + "\"_é", i % 7 == 0 ? DataTypes.BinaryType : DataTypes.IntegerType);
        }
        hasStatisticsOfDelta(schema, new SampleRows(5, 100, 10).rows(schema, 20), "40 columns");
    }

    @Test
    void columnsWithoutBoundsHaveStatisticsOfDelta() throws IOException {
        StructType schema = new StructType()
                .add("b", DataTypes.BooleanType)
                .add("x", DataTypes.BinaryType)
                .add("l", DataTypes.createArrayType(DataTypes.LongType));
        hasStatisticsOfDelta(schema, new SampleRows(6, 100, 20).rows(schema, 30), "no bounds");
    }

    @Test
    void statisticsOfFloatingPointNumbersAreDeltas() throws IOException {
        for (DataType type : List.of(DataTypes.DoubleType, DataTypes.FloatType)) {
            casesHaveStatisticsOfDelta(
                    type,
                    List.of(Double.NaN),
                    List.of(Double.NaN, 1.0),
                    List.of(1.0, Double.NaN, 2.0),
                    List.of(0.0, -0.0),
                    List.of(-0.0, 0.0),
                    List.of(-0.0),
                    List.of(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY),
                    List.of(Double.POSITIVE_INFINITY),
                    List.of((double) Float.MIN_VALUE, (double) Float.MAX_VALUE),
                    List.of((double) 0.1f, (double) 1e7f, (double) 123456.79f),
                    List.of());
        }
    }

    @Test
    void statisticsOfTimesAreDeltas() throws IOException {
        for (DataType type : List.of(DataTypes.TimestampType, DataTypes.TimestampNTZType)) {
            casesHaveStatisticsOfDelta(
                    type,
                    List.of(0L),
                    List.of(-1L, 1L),
                    List.of(999L, 1_000L, 1_999L),
                    List.of(-999_999L, 999_999L),
                    List.of(1_700_000_000_123_456L),
                    List.of(-62_135_596_800_000_000L),
                    List.of(253_402_300_799_999_999L),
                    List.of(253_402_300_800_000_000L),
                    List.of());
        }
        casesHaveStatisticsOfDelta(
                DataTypes.DateType,
                List.of(0L, 20_000L),
                List.of(-719_162L),
                List.of(-719_163L, -800_000L),
                List.of(2_932_896L, 2_932_897L),
                List.of());
    }

    @Test
    void statisticsOfStringsAreDeltas() throws IOException {
        String smile = "\uD83D\uDE00";
        String last = "\uDBFF\uDFFF";
        casesHaveStatisticsOfDelta(
                DataTypes.StringType,
                List.of(text("")),
                List.of(text("a"), text("b")),
                List.of(text("x".repeat(31)), text("x".repeat(32))),
                List.of(text("x".repeat(33))),
                List.of(text("x".repeat(32) + "\u007F")),
                List.of(text("x".repeat(32) + "\u0080"), text("é".repeat(40))),
                List.of(text("x".repeat(31) + smile)),
                List.of(text("x".repeat(31) + smile + "y"), text("x".repeat(31) + smile)),
                List.of(text(smile.repeat(16)), text(smile.repeat(20))),
                List.of(text(smile.repeat(33))),
                List.of(text("x".repeat(32) + last + "z")),
                List.of(text("x".repeat(32) + last)),
                List.of(text(last.repeat(16))),
                List.of(text(last.repeat(32))),
                List.of(text(last.repeat(33))),
                List.of(text(last.repeat(34))),
                List.of(text("x".repeat(31) + last.repeat(16))),
                List.of(text("x".repeat(31) + last.repeat(17))),
                List.of(text("x".repeat(31) + last.repeat(18))),
                List.of(text("\u0000\u0001\n\t\"\\/\u2028"), text("\uFFFD\uE000")),
                List.of(text("\uFFFF"), text(smile)),
                List.of(text("x".repeat(600) + "a"), text("x".repeat(600) + "b")),
                List.of());
    }

    @Test
    void statisticsOfWholeNumbersAndDecimalsAreDeltas() throws IOException {
        casesHaveStatisticsOfDelta(
                DataTypes.LongType, List.of(Long.MIN_VALUE, Long.MAX_VALUE), List.of(0L), List.of(-1L, 5L), List.of());
        casesHaveStatisticsOfDelta(
                DataTypes.createDecimalType(18, 10),
                List.of(0L),
                List.of(1L, -1L),
                List.of(999_999_999_999_999_999L, -999_999_999_999_999_999L),
                List.of());
        byte[] one = new byte[16];
        one[15] = 1;
        byte[] minusOne = new byte[16];
        Arrays.fill(minusOne, (byte) -1);
        casesHaveStatisticsOfDelta(
                DataTypes.createDecimalType(38, 18),
                List.of(ByteBuffer.wrap(one)),
                List.of(ByteBuffer.wrap(minusOne), ByteBuffer.wrap(one), ByteBuffer.wrap(new byte[16])),
                List.of(ByteBuffer.wrap(new byte[16])),
                List.of());
    }
}
