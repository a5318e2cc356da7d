package io.alluvium.column;

import java.util.Arrays;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/** Values as Spark asks for them: by row, where ours lie densely. */
abstract sealed class ValuesVector extends ColumnVector permits LongsVector, DoublesVector, BytesVector, ListsVector {
    private final ColumnValues values;
    /** Which value each row has, where some have none. */
    private int[] places = new int[0];

    private boolean dense = true;

    ValuesVector(ColumnValues values, DataType type) {
        super(type);
        this.values = values;
    }

    static ValuesVector over(ColumnValues values, DataType type) {
        if (values instanceof LongValues longs) {
            return new LongsVector(longs, type);
        }
        if (values instanceof DoubleValues doubles) {
            return new DoublesVector(doubles, type);
        }
        if (values instanceof BytesValues bytes) {
            return new BytesVector(bytes, type);
        }
        if (values instanceof ListValues lists && type instanceof ArrayType array) {
            return new ListsVector(lists, array);
        }
        throw new IllegalArgumentException("no vector of type " + type.sql());
    }

    /** The column has other values than before. */
    void refresh() {
        dense = values.nulls() == 0;
        if (dense) {
            return;
        }
        int rows = values.rows();
        if (places.length < rows) {
            places = Arrays.copyOf(places, Math.max(rows, places.length * 2));
        }
        int next = 0;
        for (int row = 0; row < rows; row++) {
            // Spark copies arrays with their nulls: where there is no value, a place that can be read.
            places[row] = values.isNull(row) ? 0 : next++;
        }
    }

    /** Where the value of a row lies; any place that exists where it has none. */
    final int place(int row) {
        return dense ? row : places[row];
    }

    @Override
    public final boolean isNullAt(int row) {
        return values.isNull(row);
    }

    @Override
    public final boolean hasNull() {
        return values.nulls() > 0;
    }

    @Override
    public final int numNulls() {
        return values.nulls();
    }

    /** The memory is the batch's. */
    @Override
    public final void close() {}

    @Override
    public boolean getBoolean(int row) {
        throw other("boolean");
    }

    @Override
    public byte getByte(int row) {
        throw other("tinyint");
    }

    @Override
    public short getShort(int row) {
        throw other("smallint");
    }

    @Override
    public int getInt(int row) {
        throw other("int");
    }

    @Override
    public long getLong(int row) {
        throw other("bigint");
    }

    @Override
    public float getFloat(int row) {
        throw other("float");
    }

    @Override
    public double getDouble(int row) {
        throw other("double");
    }

    @Override
    public Decimal getDecimal(int row, int precision, int scale) {
        throw other("decimal");
    }

    @Override
    public UTF8String getUTF8String(int row) {
        throw other("string");
    }

    @Override
    public byte[] getBinary(int row) {
        throw other("binary");
    }

    @Override
    public ColumnarArray getArray(int row) {
        throw other("array");
    }

    @Override
    public final ColumnarMap getMap(int row) {
        throw other("map");
    }

    @Override
    public ColumnVector getChild(int ordinal) {
        throw other("struct");
    }

    private UnsupportedOperationException other(String asked) {
        return new UnsupportedOperationException("a column of " + dataType().sql() + " has no " + asked);
    }
}
