package io.alluvium.column;

import java.util.Arrays;

/** Floating-point numbers; those of a float column are exact in a double. */
public final class DoubleValues extends ColumnValues {
    private double[] values;
    private int size;

    DoubleValues(int capacity) {
        super(capacity);
        values = new double[capacity];
    }

    public void append(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.max(16, size * 2));
        }
        values[size++] = value;
        appended();
    }

    /** The {@code index}-th value, nulls not counted. */
    public double value(int index) {
        return values[index];
    }

    /** The values themselves, the first {@link #values()} of the array; read only, until the batch changes. */
    double[] array() {
        return values;
    }

    @Override
    void shortenValues(int count) {
        size = count;
    }

    @Override
    void clearValues() {
        size = 0;
    }
}
