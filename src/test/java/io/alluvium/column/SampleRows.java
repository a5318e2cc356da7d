package io.alluvium.column;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Rows as lists of plain values: {@link Long}, {@link Double}, {@link ByteBuffer}, lists of these for arrays and structs,
 * null. Generated ones depend on the seed alone.
 */
public final class SampleRows {
    static final List<DataType> SCALARS = List.of(
            DataTypes.BooleanType,
            DataTypes.ByteType,
            DataTypes.ShortType,
            DataTypes.IntegerType,
            DataTypes.LongType,
            DataTypes.FloatType,
            DataTypes.DoubleType,
            DataTypes.DateType,
            DataTypes.TimestampType,
            DataTypes.TimestampNTZType,
            DataTypes.createDecimalType(9, 2),
            DataTypes.createDecimalType(10, 0),
            DataTypes.createDecimalType(18, 6),
            DataTypes.createDecimalType(19, 3),
            DataTypes.createDecimalType(38, 18),
            DataTypes.StringType,
            DataTypes.BinaryType);

    private static final List<String> TEXTS = List.of("", "a", "z", "zürich", "日本", "\uD83D\uDE00", "\u007F", "\u0000");

    private final Random random;
    /** How many distinct values a column has; large for about as many as there are rows. */
    private final int distinct;

    private final int nullPercent;

    public SampleRows(long seed, int distinct, int nullPercent) {
        this.random = new Random(seed);
        this.distinct = distinct;
        this.nullPercent = nullPercent;
    }

    /** Each scalar type, and lists of it. */
    static StructType everyType() {
        StructType schema = new StructType();
        for (DataType type : SCALARS) {
            schema = schema.add("c" + schema.length(), type);
        }
        for (DataType type : SCALARS) {
            schema = schema.add("l" + schema.length(), DataTypes.createArrayType(type));
        }
        return schema;
    }

    /** Columns of structs and lists in each other, some flat ones among them. */
    public static StructType nested(Random random, int mostColumns, int depth) {
        StructType schema = new StructType();
        for (int i = 1 + random.nextInt(mostColumns); i > 0; i--) {
            schema = schema.add("c" + schema.length(), nestedType(random, depth));
        }
        return schema;
    }

    private static DataType nestedType(Random random, int depth) {
        int kind = depth == 0 ? 9 : random.nextInt(10);
        if (kind < 4) {
            return DataTypes.createArrayType(nestedType(random, depth - 1));
        }
        return kind < 8 ? nested(random, 4, depth - 1) : SCALARS.get(random.nextInt(SCALARS.size()));
    }

    public List<List<@Nullable Object>> rows(StructType schema, int count) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<@Nullable Object> row = new ArrayList<>();
            for (var field : schema.fields()) {
                row.add(value(field.dataType()));
            }
            rows.add(row);
        }
        return rows;
    }

    @Nullable Object value(DataType type) {
        if (random.nextInt(100) < nullPercent) {
            return null;
        }
        if (type instanceof ArrayType array) {
            List<@Nullable Object> elements = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                elements.add(value(array.elementType()));
            }
            return elements;
        }
        if (type instanceof StructType struct) {
            return rows(struct, 1).get(0);
        }
        return random.nextInt(20) == 0 ? edge(type, random.nextInt(4)) : usual(type, random.nextInt(distinct));
    }

    /** Bounds of the type and other values where encoders err. */
    private static Object edge(DataType type, int which) {
        ColumnValues column = ColumnValues.of(type, 1);
        if (column instanceof DoubleValues) {
            double least = type.equals(DataTypes.FloatType) ? -Float.MAX_VALUE : -Double.MAX_VALUE;
            return List.of(Double.NaN, -0.0, Double.POSITIVE_INFINITY, least).get(which);
        }
        if (column instanceof LongValues) {
            long most = most(type);
            long least = type.equals(DataTypes.BooleanType) ? 0 : -most;
            return List.of(most, least, 0L, 1L).get(which);
        }
        if (type instanceof DecimalType decimal) {
            BigInteger most = BigInteger.TEN.pow(decimal.precision()).subtract(BigInteger.ONE);
            return sixteen(which % 2 == 0 ? most : most.negate());
        }
        String text = TEXTS.get(which * 2);
        return ByteBuffer.wrap((which == 3 ? text.repeat(100) : text).getBytes(StandardCharsets.UTF_8));
    }

    /** The largest value, less where Spark's calendar ends earlier than the number. */
    private static long most(DataType type) {
        if (type instanceof DecimalType decimal) {
            return (long) Math.pow(10, Math.min(15, decimal.precision())) - 1;
        }
        if (type.equals(DataTypes.BooleanType)) {
            return 1;
        }
        if (type.equals(DataTypes.ByteType)) {
            return Byte.MAX_VALUE;
        }
        if (type.equals(DataTypes.ShortType)) {
            return Short.MAX_VALUE;
        }
        if (type.equals(DataTypes.IntegerType)) {
            return Integer.MAX_VALUE;
        }
        if (type.equals(DataTypes.DateType)) {
            return 700_000;
        }
        return type.equals(DataTypes.LongType) ? Long.MAX_VALUE : 60_000_000_000_123_456L;
    }

    private static Object usual(DataType type, int number) {
        ColumnValues column = ColumnValues.of(type, 1);
        if (column instanceof DoubleValues) {
            return number % 3 == 0 ? (double) number : (double) (number * 0.37f);
        }
        if (column instanceof LongValues) {
            long most = most(type);
            return most == 1 ? number % 2 : (number * 7919L) % most;
        }
        if (type instanceof DecimalType) {
            return sixteen(BigInteger.valueOf(number - 50).pow(3));
        }
        String text = TEXTS.get(number % TEXTS.size()) + (type instanceof StringType ? "_" : "\u0001") + number;
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuffer sixteen(BigInteger unscaled) {
        byte[] bytes = unscaled.toByteArray();
        byte[] padded = new byte[16];
        Arrays.fill(padded, (byte) (unscaled.signum() < 0 ? -1 : 0));
        System.arraycopy(bytes, 0, padded, 16 - bytes.length, bytes.length);
        return ByteBuffer.wrap(padded);
    }

    /** A batch of these rows. */
    public static ColumnBatch batch(StructType schema, List<List<@Nullable Object>> rows) {
        ColumnBatch batch = new ColumnBatch(schema, Math.max(1, rows.size()));
        fill(batch, rows);
        return batch;
    }

    public static void fill(ColumnBatch batch, List<List<@Nullable Object>> rows) {
        for (List<@Nullable Object> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                append(batch.column(i), row.get(i));
            }
            batch.endRow();
        }
    }

    /** The same in batches of so many rows. */
    static List<ColumnBatch> batches(StructType schema, List<List<@Nullable Object>> rows, int batchRows) {
        List<ColumnBatch> batches = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += batchRows) {
            batches.add(batch(schema, rows.subList(from, Math.min(rows.size(), from + batchRows))));
        }
        return batches;
    }

    /** Writes batches to a file. */
    static WrittenFile write(Path file, StructType schema, EncodingLimits limits, List<ColumnBatch> batches)
            throws IOException {
        List<FileColumn> sources = Collections.nCopies(schema.length(), new FileColumn.FromBatch());
        try (ParquetFile parquet = new ParquetFile(schema, Files.newOutputStream(file), sources, limits)) {
            for (ColumnBatch batch : batches) {
                parquet.write(batch);
            }
            return parquet.finish();
        }
    }

    static void append(ColumnValues column, @Nullable Object value) {
        if (value == null) {
            column.appendNull();
        } else if (column instanceof LongValues longs) {
            longs.append(((Number) value).longValue());
        } else if (column instanceof DoubleValues doubles) {
            doubles.append(((Number) value).doubleValue());
        } else if (column instanceof BytesValues bytes) {
            bytes.append(((ByteBuffer) value).array());
        } else if (column instanceof ListValues lists) {
            ((List<?>) value).forEach(element -> append(lists.elements(), element));
            lists.append();
        } else if (column instanceof StructValues structs) {
            List<?> fields = (List<?>) value;
            for (int i = 0; i < structs.fieldCount(); i++) {
                append(structs.field(i), fields.get(i));
            }
            structs.append();
        }
    }

    /** The rows of a batch, in the form that they were made of. */
    public static List<Object> back(ColumnBatch batch) {
        List<List<@Nullable Object>> columns = new ArrayList<>();
        for (int i = 0; i < batch.schema().length(); i++) {
            columns.add(back(batch.column(i)));
        }
        List<Object> rows = new ArrayList<>();
        for (int row = 0; row < batch.rows(); row++) {
            rows.add(at(columns, row));
        }
        return rows;
    }

    private static List<@Nullable Object> at(List<List<@Nullable Object>> columns, int row) {
        List<@Nullable Object> values = new ArrayList<>();
        columns.forEach(column -> values.add(column.get(row)));
        return values;
    }

    private static List<@Nullable Object> back(ColumnValues column) {
        List<Object> values = values(column);
        List<@Nullable Object> rows = new ArrayList<>();
        int next = 0;
        for (int row = 0; row < column.rows(); row++) {
            rows.add(column.isNull(row) ? null : values.get(next++));
        }
        return rows;
    }

    private static List<Object> values(ColumnValues column) {
        List<Object> values = new ArrayList<>();
        if (column instanceof ListValues lists) {
            List<@Nullable Object> elements = back(lists.elements());
            for (int i = 0; i < lists.values(); i++) {
                values.add(new ArrayList<>(elements.subList(lists.start(i), lists.end(i))));
            }
        } else if (column instanceof StructValues structs) {
            List<List<@Nullable Object>> fields = new ArrayList<>();
            for (int i = 0; i < structs.fieldCount(); i++) {
                fields.add(back(structs.field(i)));
            }
            for (int i = 0; i < structs.values(); i++) {
                values.add(at(fields, i));
            }
        } else {
            for (int i = 0; i < column.values(); i++) {
                if (column instanceof LongValues longs) {
                    values.add(longs.value(i));
                } else if (column instanceof DoubleValues doubles) {
                    values.add(doubles.value(i));
                } else if (column instanceof BytesValues bytes) {
                    values.add(ByteBuffer.wrap(Arrays.copyOfRange(bytes.array(), bytes.start(i), bytes.end(i))));
                }
            }
        }
        return values;
    }
}
