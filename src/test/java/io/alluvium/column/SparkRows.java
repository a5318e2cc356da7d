package io.alluvium.column;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The rows of {@link SampleRows} as Spark shows them with {@code spark.sql.datetime.java8API.enabled}. */
public final class SparkRows {
    private SparkRows() {}

    public static List<Row> of(StructType schema, List<List<@Nullable Object>> rows) {
        List<Row> result = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            result.add(row(schema, row));
        }
        return result;
    }

    private static Row row(StructType schema, List<?> row) {
        Object[] values = new Object[row.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(schema.fields()[i].dataType(), row.get(i));
        }
        return RowFactory.create(values);
    }

    private static @Nullable Object value(DataType type, @Nullable Object value) {
        if (value instanceof List<?> list && type instanceof ArrayType array) {
            Object[] elements = new Object[list.size()];
            for (int i = 0; i < elements.length; i++) {
                elements[i] = value(array.elementType(), list.get(i));
            }
            return elements;
        }
        if (value instanceof List<?> list && type instanceof StructType struct) {
            return row(struct, list);
        }
        if (value instanceof Long number) {
            return ofLong(type, number);
        }
        if (value instanceof Double number) {
            return type.equals(DataTypes.FloatType) ? (Object) number.floatValue() : number;
        }
        if (value instanceof ByteBuffer bytes) {
            return ofBytes(type, bytes.array());
        }
        return null;
    }

    private static Object ofBytes(DataType type, byte[] bytes) {
        if (type instanceof DecimalType decimal) {
            return new BigDecimal(new BigInteger(bytes), decimal.scale());
        }
        return type.equals(DataTypes.StringType) ? new String(bytes, StandardCharsets.UTF_8) : bytes;
    }

    private static Object ofLong(DataType type, long number) {
        if (type instanceof DecimalType decimal) {
            return BigDecimal.valueOf(number, decimal.scale());
        }
        return switch (type.typeName()) {
            case "boolean" -> number != 0;
            case "byte" -> (byte) number;
            case "short" -> (short) number;
            case "integer" -> (int) number;
            case "date" -> LocalDate.ofEpochDay(number);
            case "timestamp" -> Instant.EPOCH.plus(number, ChronoUnit.MICROS);
            case "timestamp_ntz" ->
                LocalDateTime.ofEpochSecond(
                        Math.floorDiv(number, 1_000_000L),
                        (int) Math.floorMod(number, 1_000_000L) * 1_000,
                        ZoneOffset.UTC);
            default -> number;
        };
    }

    /** A row's values in a form whose equality is that of the values, NaN and the sign of zero told apart. */
    public static List<@Nullable Object> comparable(Row row) {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < row.length(); i++) {
            values.add(comparable(row.get(i)));
        }
        return values;
    }

    private static @Nullable Object comparable(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        }
        if (value instanceof Row row) {
            return comparable(row);
        }
        if (value instanceof Object[] elements) {
            List<@Nullable Object> list = new ArrayList<>();
            for (Object element : elements) {
                list.add(comparable(element));
            }
            return list;
        }
        if (value instanceof scala.collection.Seq<?> elements) {
            List<@Nullable Object> list = new ArrayList<>();
            for (int i = 0; i < elements.length(); i++) {
                list.add(comparable(elements.apply(i)));
            }
            return list;
        }
        return value;
    }
}
