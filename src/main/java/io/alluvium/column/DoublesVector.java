package io.alluvium.column;

import org.apache.spark.sql.types.DataType;

/** Floats and doubles. */
final class DoublesVector extends ValuesVector {
    private final DoubleValues values;

    DoublesVector(DoubleValues values, DataType type) {
        super(values, type);
        this.values = values;
    }

    @Override
    public float getFloat(int row) {
        return (float) getDouble(row);
    }

    @Override
    public double getDouble(int row) {
        return values.value(place(row));
    }
}
