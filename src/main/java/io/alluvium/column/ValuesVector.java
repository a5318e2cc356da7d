package io.alluvium.column;

import java.util.Arrays;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;
import org.apache.spark.sql.vectorized.ColumnarMap;
import org.apache.spark.unsafe.types.UTF8String;

/** Values as Spark asks for them: by row, where ours lie densely. */
abstract sealed class ValuesVector extends ColumnVector
        permits LongsVector, DoublesVector, BytesVector, ListsVector, StructsVector {
    private final ColumnValues values;
    /** Which value each row has, where some have none. */
    private int[] places = new int[0];

    private boolean dense = true;
    private boolean[] absent;
    private int rows;
    /** Of rows whose struct is null, which the values do not have. */
    private boolean[] ownAbsent = new boolean[0];

    ValuesVector(ColumnValues values, DataType type) {
        super(type);
        this.values = values;
        this.absent = values.absent();
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
        if (values instanceof StructValues structs && type instanceof StructType struct) {
            return new StructsVector(structs, struct);
        }
        throw new IllegalArgumentException("no vector of type " + type.sql());
    }

    /** The column has other values than before. */
    final void refresh() {
        refreshRows();
        refreshParts();
    }

    private void refreshRows() {
        rows = values.rows();
        absent = values.absent();
        dense = values.nulls() == 0;
        if (dense) {
            return;
        }
        reservePlaces();
        int next = 0;
        for (int row = 0; row < rows; row++) {
            // Spark copies arrays with their nulls: where there is no value, a place that can be read.
            places[row] = absent[row] ? 0 : next++;
        }
    }

    /** The same for a field of structs: Spark asks for it by the row of the struct. */
    final void refresh(ValuesVector structs) {
        if (structs.dense) {
            refreshRows();
        } else {
            refreshRows(structs);
        }
        refreshParts();
    }

    /** Once for each time that the values themselves are: what is nested deeply would else take for ever. */
    void refreshParts() {}

    private void refreshRows(ValuesVector structs) {
        rows = structs.rows;
        dense = false;
        reservePlaces();
        if (ownAbsent.length < rows) {
            ownAbsent = new boolean[places.length];
        }
        absent = ownAbsent;
        int next = 0;
        for (int row = 0; row < rows; row++) {
            absent[row] = structs.absent[row] || values.isNull(structs.places[row]);
            places[row] = absent[row] ? 0 : next++;
        }
    }

    private void reservePlaces() {
        if (places.length < rows) {
            places = Arrays.copyOf(places, Math.max(rows, places.length * 2));
        }
    }

    /** Where the value of a row lies; any place that exists where it has none. */
    final int place(int row) {
        return dense ? row : places[row];
    }

    @Override
    public final boolean isNullAt(int row) {
        return absent[row];
    }

    @Override
    public final boolean hasNull() {
        return numNulls() > 0;
    }

    @Override
    public final int numNulls() {
        return rows - values.values();
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
