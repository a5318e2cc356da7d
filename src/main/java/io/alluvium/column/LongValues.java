package io.alluvium.column;

import java.util.Arrays;
import java.util.BitSet;

/** Whole numbers of up to 64 bits; see {@link ColumnValues#of} for what they stand for. */
public final class LongValues extends ColumnValues {
    private long[] values;
    private int size;

    LongValues(int capacity) {
        super(capacity);
        values = new long[capacity];
    }

    public void append(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.max(16, size * 2));
        }
        values[size++] = value;
        appended();
    }

    /** The {@code index}-th value, nulls not counted. */
    public long value(int index) {
        return values[index];
    }

    /** The values themselves, the first {@link #values()} of the array; read only, until the batch changes. */
    long[] array() {
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
