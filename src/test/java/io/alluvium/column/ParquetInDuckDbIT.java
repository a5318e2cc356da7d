package io.alluvium.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our files in a reader that shares no code with Spark's. */
final class ParquetInDuckDbIT {
    @TempDir
    private Path folder;

    private Path write(StructType schema, EncodingLimits limits, List<List<@Nullable Object>> rows) throws Exception {
        Path file = folder.resolve("rows.parquet");
        List<FileColumn> columns = Collections.nCopies(schema.length(), new FileColumn.FromBatch());
        try (ParquetFile parquet = new ParquetFile(schema, Files.newOutputStream(file), columns, limits)) {
            for (int from = 0; from < rows.size(); from += 500) {
                parquet.write(SampleRows.batch(schema, rows.subList(from, Math.min(rows.size(), from + 500))));
            }
            parquet.finish();
        }
        return file;
    }

    /** An expression that turns a value into a number or a text without loss. */
    private static String exact(DataType type, String value) {
        if (type instanceof ArrayType array) {
            String element = "x" + value.length();
            return "list_transform(" + value + ", lambda " + element + ": " + exact(array.elementType(), element) + ")";
        }
        if (type instanceof StructType struct) {
            String fields = Stream.of(struct.fields())
                    .map(field -> field.name() + " := "
                            + exact(field.dataType(), "struct_extract(" + value + ", '" + field.name() + "')"))
                    .collect(Collectors.joining(", "));
            return "case when " + value + " is not null then struct_pack(" + fields + ") end";
        }
        if (type instanceof DecimalType) {
            return value + "::varchar";
        }
        return switch (type.typeName()) {
            case "date" -> "(" + value + " - date '1970-01-01')::bigint";
            case "timestamp", "timestamp_ntz" -> "epoch_us(" + value + ")";
            case "string" -> "hex(encode(" + value + "))";
            case "binary" -> "hex(" + value + ")";
            case "float", "double" -> value + "::double";
            default -> value + "::bigint";
        };
    }

    private static @Nullable Object expected(DataType type, @Nullable Object value) {
        if (value instanceof List<?> list && type instanceof ArrayType array) {
            List<@Nullable Object> elements = new ArrayList<>();
            list.forEach(element -> elements.add(expected(array.elementType(), element)));
            return elements;
        }
        if (value instanceof List<?> list && type instanceof StructType struct) {
            return IntStream.range(0, list.size())
                    .<@Nullable Object>mapToObj(i -> expected(struct.fields()[i].dataType(), list.get(i)))
                    .toList();
        }
        if (value != null && type instanceof DecimalType decimal) {
            java.math.BigInteger unscaled = value instanceof Long number
                    ? java.math.BigInteger.valueOf(number)
                    : new java.math.BigInteger(((ByteBuffer) value).array());
            return new java.math.BigDecimal(unscaled, decimal.scale()).toPlainString();
        }
        return value instanceof ByteBuffer bytes
                ? HexFormat.of().withUpperCase().formatHex(bytes.array())
                : value;
    }

    private static List<List<@Nullable Object>> read(StructType schema, Path file) throws SQLException {
        String columns = Stream.of(schema.fields())
                .map(field -> exact(field.dataType(), '"' + field.name() + '"'))
                .collect(Collectors.joining(", "));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement();
                ResultSet result = statement.executeQuery("select " + columns + " from read_parquet('" + file + "')")) {
            while (result.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 1; i <= schema.length(); i++) {
                    row.add(plain(result.getObject(i)));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    private static @Nullable Object plain(@Nullable Object value) throws SQLException {
        if (!(value instanceof java.sql.Array || value instanceof java.sql.Struct)) {
            return value;
        }
        Object[] parts = value instanceof java.sql.Array list
                ? (Object[]) list.getArray()
                : ((java.sql.Struct) value).getAttributes();
        List<@Nullable Object> plain = new ArrayList<>();
        for (Object part : parts) {
            plain.add(plain(part));
        }
        return plain;
    }

    @Test
    void structsAndListsAreReadAtAnyDepth() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 12; round++) {
            StructType schema = SampleRows.nested(random, 4, 1 + round % 4);
            EncodingLimits limits = new EncodingLimits(
                    10_000 + random.nextInt(200_000), 200 + random.nextInt(5_000), 64 + random.nextInt(10_000));
            List<List<@Nullable Object>> rows =
                    new SampleRows(random.nextLong(), 1_000, round % 3 * 30).rows(schema, 1_500);
            List<List<@Nullable Object>> read = read(schema, write(schema, limits, rows));
            assertThat(read).hasSameSizeAs(rows);
            for (int i = 0; i < rows.size(); i++) {
                assertThat(read.get(i))
                        .as("seed %d, %s, row %d", seed, schema.simpleString(), i)
                        .isEqualTo(expected(schema, rows.get(i)));
            }
        }
    }

    @Test
    void everyTypeIsReadAsItWasWritten() throws Exception {
        long seed = System.nanoTime();
        StructType schema = SampleRows.everyType();
        EncodingLimits small = new EncodingLimits(40_000, 1_000, 2_000);
        EncodingLimits tiny = new EncodingLimits(10_000, 200, 64);
        for (int nullPercent : List.of(0, 40, 100)) {
            for (int distinct : List.of(10, 1_000_000)) {
                for (EncodingLimits limits : List.of(EncodingLimits.STANDARD, small, tiny)) {
                    List<List<@Nullable Object>> rows = new SampleRows(seed, distinct, nullPercent).rows(schema, 3_000);
                    List<List<@Nullable Object>> read = read(schema, write(schema, limits, rows));
                    assertThat(read).hasSameSizeAs(rows);
                    for (int i = 0; i < rows.size(); i++) {
                        List<@Nullable Object> row = rows.get(i);
                        List<@Nullable Object> wanted = IntStream.range(0, schema.length())
                                .<@Nullable Object>mapToObj(c -> expected(schema.fields()[c].dataType(), row.get(c)))
                                .toList();
                        assertThat(read.get(i))
                                .as("seed %d, %d %% null, row %d", seed, nullPercent, i)
                                .isEqualTo(wanted);
                    }
                }
            }
        }
    }

    @Test
    void theTypesAreThoseOfSpark() throws Exception {
        StructType schema = StructType.fromDDL("b boolean, i8 tinyint, i16 smallint, i32 int, f float, d date,"
                + " t timestamp, n timestamp_ntz, p9 decimal(9,2), p18 decimal(18,2), p38 decimal(38,2), s string,"
                + " x binary, l array<string>");
        Path file = write(schema, EncodingLimits.STANDARD, new SampleRows(1, 10, 10).rows(schema, 10));
        List<String> types = new ArrayList<>();
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement();
                ResultSet result = statement.executeQuery("describe select * from read_parquet('" + file + "')")) {
            while (result.next()) {
                types.add(result.getString(1) + " " + result.getString(2));
            }
        }
        assertThat(types)
                .containsExactly(
                        "b BOOLEAN",
                        "i8 TINYINT",
                        "i16 SMALLINT",
                        "i32 INTEGER",
                        "f FLOAT",
                        "d DATE",
                        "t TIMESTAMP WITH TIME ZONE",
                        "n TIMESTAMP",
                        "p9 DECIMAL(9,2)",
                        "p18 DECIMAL(18,2)",
                        "p38 DECIMAL(38,2)",
                        "s VARCHAR",
                        "x BLOB",
                        "l VARCHAR[]");
    }

    @Test
    void aConstantColumnOfManyRowGroupsAndALargeValueAreRead() throws Exception {
        StructType batchSchema = new StructType().add("body", DataTypes.BinaryType);
        StructType schema = new StructType().add("_batch", DataTypes.LongType).add("body", DataTypes.BinaryType);
        Path file = folder.resolve("constant.parquet");
        List<FileColumn> sources = List.of(new FileColumn.Constant(42L), new FileColumn.FromBatch());
        byte[] large = new byte[10 << 20];
        Arrays.fill(large, (byte) 7);
        try (ParquetFile parquet = new ParquetFile(
                schema, Files.newOutputStream(file), sources, new EncodingLimits(100_000, 1_000, 1_000))) {
            parquet.write(SampleRows.batch(batchSchema, List.of(List.of(ByteBuffer.wrap(large)))));
            for (int i = 0; i < 20; i++) {
                parquet.write(SampleRows.batch(batchSchema, new SampleRows(i, 1_000_000, 0).rows(batchSchema, 2_000)));
            }
            parquet.finish();
        }
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement();
                ResultSet result = statement.executeQuery(
                        "select count(*), sum(_batch), max(octet_length(body)) from read_parquet('" + file + "')")) {
            result.next();
            assertThat(List.of(result.getLong(1), result.getLong(2), result.getLong(3)))
                    .containsExactly(40_001L, 42L * 40_001, 10L << 20);
        }
    }
}
