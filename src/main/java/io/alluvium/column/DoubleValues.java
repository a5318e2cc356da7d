package io.alluvium.column;

import java.util.Arrays;
import java.util.BitSet;

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
    void dropValues(int from, int count, BitSet dropped) {
        int to = from;
        for (int i = 0; i < count; i++) {
            if (!dropped.get(i)) {
                values[to++] = values[from + i];
            }
        }
        size = to;
    }

    @Override
    void clearValues() {
        size = 0;
    }
}
