package io.alluvium.sources.objects;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/** Schemas and rows by a seed, with whatever raw can have and maps beside it. */
final class RandomRows {
    private static final String[] TEXTS = {"", "a", "Zürich", "\"quoted\"\n", "\uD83D\uDE00", "x".repeat(300), "0"};

    private final Random random;

    RandomRows(long seed) {
        this.random = new Random(seed);
    }

    StructType schema() {
        StructType schema = new StructType().add("id", DataTypes.LongType);
        int columns = 3 + random.nextInt(8);
        for (int i = 0; i < columns; i++) {
            schema = schema.add("c" + i, random.nextInt(8) == 0 ? map() : type(0));
        }
        return schema;
    }

    /** Without local times, which Spark's writer of ORC puts into maps as plain numbers. */
    private DataType map() {
        DataType value = type(1);
        while (value.json().contains("timestamp_ntz")) {
            value = type(1);
        }
        return DataTypes.createMapType(
                random.nextBoolean() ? DataTypes.StringType : DataTypes.IntegerType, value, true);
    }

    private DataType type(int depth) {
        int kind = random.nextInt(depth < 3 ? 18 : 14);
        return switch (kind) {
            case 0 -> DataTypes.BooleanType;
            case 1 -> DataTypes.ByteType;
            case 2 -> DataTypes.ShortType;
            case 3 -> DataTypes.IntegerType;
            case 4 -> DataTypes.LongType;
            case 5 -> DataTypes.FloatType;
            case 6 -> DataTypes.DoubleType;
            case 7 -> decimal(9);
            case 8 -> decimal(18);
            case 9 -> decimal(38);
            case 10 -> DataTypes.BinaryType;
            case 11 -> DataTypes.DateType;
            case 12 -> DataTypes.TimestampType;
            case 13 -> DataTypes.TimestampNTZType;
            case 14, 15 -> DataTypes.createArrayType(type(depth + 1));
            case 16 -> struct(depth + 1);
            default -> DataTypes.StringType;
        };
    }

    private DecimalType decimal(int most) {
        int precision = 1 + random.nextInt(most);
        return DataTypes.createDecimalType(precision, random.nextInt(precision + 1));
    }

    private DataType struct(int depth) {
        StructType struct = new StructType();
        int fields = 1 + random.nextInt(3);
        for (int i = 0; i < fields; i++) {
            struct = struct.add("f" + i, type(depth));
        }
        return struct;
    }

    List<Row> rows(StructType schema, int count) {
        List<Row> rows = new ArrayList<>();
        for (long id = 0; id < count; id++) {
            Row row = row(schema);
            Object[] values = new Object[schema.length()];
            values[0] = id;
            for (int i = 1; i < values.length; i++) {
                values[i] = row.get(i);
            }
            rows.add(RowFactory.create(values));
        }
        return rows;
    }

    private Row row(StructType struct) {
        Object[] values = new Object[struct.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(struct.fields()[i].dataType());
        }
        return RowFactory.create(values);
    }

    private @Nullable Object value(DataType type) {
        if (random.nextInt(5) == 0) {
            return null;
        }
        if (type instanceof StructType struct) {
            return row(struct);
        }
        if (type instanceof ArrayType array) {
            List<@Nullable Object> list = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                list.add(value(array.elementType()));
            }
            return list;
        }
        if (type instanceof MapType map) {
            Map<Object, @Nullable Object> entries = new LinkedHashMap<>();
            // In the order in which Spark's writer of ORC has them.
            for (int i = random.nextInt(4); i < 4; i++) {
                entries.put(map.keyType() instanceof IntegerType ? i : "k" + i, value(map.valueType()));
            }
            return entries;
        }
        return scalar(type);
    }

    private Object scalar(DataType type) {
        boolean edge = random.nextInt(4) == 0;
        if (type instanceof BooleanType) {
            return random.nextBoolean();
        }
        if (type instanceof ByteType) {
            return edge ? Byte.MIN_VALUE : (byte) random.nextInt();
        }
        if (type instanceof ShortType) {
            return edge ? Short.MAX_VALUE : (short) random.nextInt();
        }
        if (type instanceof IntegerType) {
            return edge ? Integer.MIN_VALUE : random.nextInt(1000);
        }
        if (type instanceof LongType) {
            return edge ? Long.MAX_VALUE : random.nextLong();
        }
        if (type instanceof FloatType) {
            return edge ? Float.NaN : (float) random.nextGaussian();
        }
        if (type instanceof DoubleType) {
            return edge ? -0.0 : random.nextGaussian() * 1e200;
        }
        if (type instanceof DecimalType decimal) {
            BigInteger limit = BigInteger.TEN.pow(decimal.precision());
            BigInteger digits =
                    edge ? limit.subtract(BigInteger.ONE) : new BigInteger(limit.bitLength(), random).mod(limit);
            return new BigDecimal(random.nextBoolean() ? digits : digits.negate(), decimal.scale());
        }
        return other(type, edge);
    }

    private Object other(DataType type, boolean edge) {
        if (type instanceof BinaryType) {
            byte[] bytes = new byte[random.nextInt(20)];
            random.nextBytes(bytes);
            return bytes;
        }
        if (type instanceof DateType) {
            return edge ? LocalDate.of(9999, 12, 31) : LocalDate.ofEpochDay(random.nextInt(60_000) - 20_000);
        }
        if (type instanceof TimestampType) {
            return instant(edge);
        }
        if (type instanceof TimestampNTZType) {
            return LocalDateTime.ofInstant(instant(edge), ZoneOffset.UTC);
        }
        String text = TEXTS[random.nextInt(TEXTS.length)];
        return random.nextInt(3) == 0
                ? text + random.nextInt()
                : new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** To the microsecond, since 1900. */
    private Instant instant(boolean edge) {
        return edge
                ? Instant.parse("1900-01-02T00:00:00.000001Z")
                : Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000) * 1000L);
    }
}
