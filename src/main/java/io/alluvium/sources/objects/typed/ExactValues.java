package io.alluvium.sources.objects.typed;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnValues;
import io.alluvium.column.DoubleValues;
import io.alluvium.column.LongValues;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A column that takes values of one type, each exactly or not at all. Nothing is appended where the answer is false. What
 * a value looks like follows from its type, as in {@link ColumnValues#of}. For one thread at a time.
 */
public abstract class ExactValues {
    private static final long DAY_NANOS = 86_400_000_000_000L;

    private final ColumnValues column;

    ExactValues(ColumnValues column) {
        this.column = column;
    }

    /** Whether values of a type may fit a column of another one; null, which is the only value of its type, fits any. */
    public static boolean supports(DataType from, DataType to) {
        if (from instanceof ArrayType list && to instanceof ArrayType column) {
            return supports(list.elementType(), column.elementType());
        }
        if (from instanceof StructType struct && to instanceof StructType column) {
            return supportsFields(struct, column);
        }
        if (from instanceof NullType) {
            return true;
        }
        if (Numbers.are(from)) {
            return Numbers.are(to) || to instanceof DoubleType || to instanceof FloatType;
        }
        if (from instanceof DoubleType || from instanceof FloatType) {
            return to instanceof DoubleType
                    || to instanceof FloatType
                    || Numbers.are(to) && !(to instanceof DecimalType);
        }
        if (from instanceof StringType || from instanceof BinaryType) {
            return to instanceof StringType || to instanceof BinaryType;
        }
        return from.equals(to);
    }

    /** Fields find each other by name. A field that the file lacks is null; there must be one that both have. */
    private static boolean supportsFields(StructType struct, StructType column) {
        boolean shared = false;
        for (StructField field : column.fields()) {
            Optional<StructField> written = field(struct, field.name());
            if (written.isPresent()) {
                shared = true;
                if (!supports(written.get().dataType(), field.dataType())) {
                    return false;
                }
            }
        }
        return shared;
    }

    private static Optional<StructField> field(StructType struct, String name) {
        for (StructField field : struct.fields()) {
            if (field.name().equalsIgnoreCase(name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /**
     * Takes values of one type into a column of another, neither being a list or a struct.
     *
     * @param column room for values of the type {@code to}
     * @throws IllegalArgumentException where that is not {@link #supports supported}
     */
    public static ExactValues of(DataType from, DataType to, ColumnValues column) {
        if (!supports(from, to)) {
            throw new IllegalArgumentException("values of type " + from.sql() + " are none of " + to.sql());
        }
        if (from instanceof NullType) {
            return new NoValues(column);
        }
        if (column instanceof DoubleValues doubles) {
            return new ExactDoubles(doubles, to instanceof FloatType, Numbers.scale(from));
        }
        if (Numbers.are(to)) {
            int shift = Numbers.scale(to) - Numbers.scale(from);
            return column instanceof LongValues longs
                    ? new ExactLongs(longs, shift, Numbers.least(to), Numbers.most(to))
                    : new WideDecimals((BytesValues) column, shift, ((DecimalType) to).precision());
        }
        if (column instanceof LongValues longs) {
            if (to instanceof BooleanType) {
                return new ExactLongs(longs, 0, 0, 1);
            }
            return to instanceof DateType
                    ? new ExactLongs(longs, 0, Numbers.FIRST_DAY, Numbers.LAST_DAY)
                    : new ExactLongs(longs, 0, Numbers.FIRST_MICROSECOND, Numbers.LAST_MICROSECOND);
        }
        return new ExactBytes((BytesValues) column, to instanceof StringType);
    }

    /**
     * The same for days or microseconds.
     *
     * @param least what is before it does not fit
     */
    public static ExactValues since(long least, DataType from, DataType to, ColumnValues column) {
        if (!supports(from, to)) {
            throw new IllegalArgumentException("values of type " + from.sql() + " are none of " + to.sql());
        }
        long most = to instanceof DateType ? Numbers.LAST_DAY : Numbers.LAST_MICROSECOND;
        return new ExactLongs((LongValues) column, 0, least, most);
    }

    public final void appendNull() {
        column.appendNull();
    }

    /** Whole numbers, unscaled decimals, truth values, days, microseconds. */
    public boolean append(long value) {
        throw new IllegalStateException("no whole number: " + value);
    }

    /** Floating-point numbers. */
    public boolean append(double value) {
        throw new IllegalStateException("no floating-point number: " + value);
    }

    /** Texts in UTF-8, byte strings, and unscaled decimals as big-endian two's complement of any length. */
    public boolean append(byte[] bytes, int offset, int length) {
        throw new IllegalStateException("no bytes");
    }

    /** Milliseconds where the column counts microseconds. */
    public final boolean appendMillis(long millis) {
        return Math.abs(millis) < Long.MAX_VALUE / 1000 && append(millis * 1000);
    }

    /** Nanoseconds where the column counts microseconds: what would be cut off does not fit. */
    public final boolean appendNanos(long nanos) {
        return nanos % 1000 == 0 && append(nanos / 1000);
    }

    /** A time of day as text, with seconds and as many digits of them as there are. */
    public final boolean appendTimeOfDay(long count, long nanosEach) {
        if (count < 0 || count >= DAY_NANOS / nanosEach) {
            return false;
        }
        byte[] text = DateTimeFormatter.ISO_LOCAL_TIME
                .format(LocalTime.ofNanoOfDay(count * nanosEach))
                .getBytes(StandardCharsets.US_ASCII);
        return append(text, 0, text.length);
    }

    /** A column whose values in the file are all null. */
    private static final class NoValues extends ExactValues {
        NoValues(ColumnValues column) {
            super(column);
        }
    }
}
