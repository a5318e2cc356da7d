package io.alluvium.column;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;

/** Everything that is a whole number within; see {@link ColumnValues#of}. */
final class LongsVector extends ValuesVector {
    private final LongValues values;

    LongsVector(LongValues values, DataType type) {
        super(values, type);
        this.values = values;
    }

    @Override
    public boolean getBoolean(int row) {
        return getLong(row) != 0;
    }

    @Override
    public byte getByte(int row) {
        return (byte) getLong(row);
    }

    @Override
    public short getShort(int row) {
        return (short) getLong(row);
    }

    @Override
    public int getInt(int row) {
        return (int) getLong(row);
    }

    @Override
    public long getLong(int row) {
        return values.value(place(row));
    }

    @Override
    public Decimal getDecimal(int row, int precision, int scale) {
        return Decimal.createUnsafe(getLong(row), precision, scale);
    }
}
