package io.alluvium.column;

import java.util.Arrays;
import java.util.BitSet;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The values of one column, one after the other. Nulls are told apart by row; the values proper lie densely, without
 * gaps for nulls, as Parquet stores them.
 */
public abstract sealed class ColumnValues permits LongValues, DoubleValues, BytesValues, ListValues, StructValues {
    /** False from {@link #rows} on. */
    private boolean[] absent;

    private int rows;
    private int nulls;

    ColumnValues(int capacity) {
        this.absent = new boolean[capacity];
    }

    /**
     * Room for values of a type.
     *
     * <ul>
     *   <li>{@link LongValues}: boolean (0, 1), tinyint, smallint, int, bigint, date (days since 1970), timestamp and
     *       timestamp_ntz (microseconds since 1970), decimal of up to 18 digits (unscaled)
     *   <li>{@link DoubleValues}: float, double
     *   <li>{@link BytesValues}: string (UTF-8), binary, decimal of more than 18 digits (unscaled, 16 bytes, big-endian
     *       two's complement)
     *   <li>{@link ListValues}: array of anything of this list
     *   <li>{@link StructValues}: struct of anything of this list, with at least one field
     * </ul>
     *
     * @throws IllegalArgumentException for any other type
     */
    static ColumnValues of(DataType type, int capacity) {
        if (type instanceof BooleanType
                || type instanceof ByteType
                || type instanceof ShortType
                || type instanceof IntegerType
                || type instanceof LongType
                || type instanceof DateType
                || type instanceof TimestampType
                || type instanceof TimestampNTZType
                || type instanceof DecimalType decimal && isShort(decimal)) {
            return new LongValues(capacity);
        }
        if (type instanceof FloatType || type instanceof DoubleType) {
            return new DoubleValues(capacity);
        }
        if (type instanceof StringType || type instanceof BinaryType || type instanceof DecimalType) {
            return new BytesValues(capacity);
        }
        if (type instanceof ArrayType array) {
            return new ListValues(of(array.elementType(), capacity), capacity);
        }
        if (type instanceof StructType struct && supports(struct)) {
            return StructValues.of(struct, capacity);
        }
        throw new IllegalArgumentException("no columns of type " + type.sql());
    }

    /** Whether {@link #of} knows the type. */
    public static boolean supports(DataType type) {
        if (type instanceof ArrayType array) {
            return supports(array.elementType());
        }
        if (type instanceof StructType struct) {
            return struct.length() > 0 && Arrays.stream(struct.fields()).allMatch(field -> supports(field.dataType()));
        }
        return type instanceof BooleanType
                || type instanceof ByteType
                || type instanceof ShortType
                || type instanceof IntegerType
                || type instanceof LongType
                || type instanceof DateType
                || type instanceof TimestampType
                || type instanceof TimestampNTZType
                || type instanceof DecimalType
                || type instanceof FloatType
                || type instanceof DoubleType
                || type instanceof StringType
                || type instanceof BinaryType;
    }

    /** Whether the unscaled value of such a decimal fits 64 bits. */
    public static boolean isShort(DecimalType type) {
        return type.precision() <= 18;
    }

    /** The next row has no value. */
    public final void appendNull() {
        appended();
        absent[rows - 1] = true;
        nulls++;
    }

    /** The next row has the value that a subclass has stored. */
    final void appended() {
        if (rows == absent.length) {
            absent = Arrays.copyOf(absent, Math.max(16, rows * 2));
        }
        rows++;
    }

    /** Rows, those without a value included. */
    public final int rows() {
        return rows;
    }

    /** Rows without a value. */
    public final int nulls() {
        return nulls;
    }

    /** Rows with a value: the number of values that lie densely. */
    public final int values() {
        return rows - nulls;
    }

    public final boolean isNull(int row) {
        return absent[row];
    }

    /** Which rows have no value, the first {@link #rows()} of the array; read only, until the batch changes. */
    final boolean[] absent() {
        return absent;
    }

    /** Takes back all but the first rows, and with them elements and fields of a value that is not ended yet. */
    public final void shorten(int newRows) {
        while (rows > newRows) {
            rows--;
            if (absent[rows]) {
                absent[rows] = false;
                nulls--;
            }
        }
        shortenValues(values());
    }

    abstract void shortenValues(int count);

    /**
     * Takes back some of the rows from one on; those behind them move up.
     *
     * @param dropped counted from that row
     */
    final void drop(int from, BitSet dropped) {
        int end = rows;
        int firstValue = 0;
        for (int row = 0; row < from; row++) {
            firstValue += absent[row] ? 0 : 1;
        }
        BitSet values = new BitSet();
        int value = 0;
        int to = from;
        for (int row = from; row < end; row++) {
            boolean goes = dropped.get(row - from);
            if (!absent[row]) {
                values.set(value++, goes);
            } else if (goes) {
                nulls--;
            }
            if (!goes) {
                absent[to++] = absent[row];
            }
        }
        Arrays.fill(absent, to, end, false);
        rows = to;
        dropValues(firstValue, value, values);
    }

    /** Takes back some of {@code count} values from one on, those that {@code dropped} has, counted from that one. */
    abstract void dropValues(int from, int count, BitSet dropped);

    final void clear() {
        if (nulls > 0) {
            Arrays.fill(absent, 0, rows, false);
        }
        rows = 0;
        nulls = 0;
        clearValues();
    }

    abstract void clearValues();
}
