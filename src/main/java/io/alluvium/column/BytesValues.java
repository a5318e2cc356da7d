package io.alluvium.column;

import java.util.Arrays;
import java.util.BitSet;

/** Strings in UTF-8, byte strings and long decimals, end to end in one array. */
public final class BytesValues extends ColumnValues {
    /** What an array can hold; some virtual machines keep a few words for themselves. */
    private static final int MOST_BYTES = Integer.MAX_VALUE - 16;

    private byte[] bytes;
    /** Where each value ends; the first begins at 0. */
    private int[] ends;

    private int size;

    BytesValues(int capacity) {
        super(capacity);
        bytes = new byte[Math.max(64, capacity * 8)];
        ends = new int[capacity];
    }

    public void append(byte[] source, int offset, int length) {
        int start = start(size);
        reserve(start, length);
        System.arraycopy(source, offset, bytes, start, length);
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, Math.max(16, size * 2));
        }
        ends[size++] = start + length;
        appended();
    }

    public void append(byte[] value) {
        append(value, 0, value.length);
    }

    private void reserve(int start, int length) {
        long needed = (long) start + length;
        if (needed > bytes.length) {
            if (needed > MOST_BYTES) {
                throw new IllegalStateException("more than 2 GB in one batch of a column");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(MOST_BYTES, Math.max(needed, bytes.length * 2L)));
        }
    }

    /** Where the {@code index}-th value begins, nulls not counted; also where the next one would. */
    public int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    /** Where the {@code index}-th value ends. */
    public int end(int index) {
        return ends[index];
    }

    /** All values end to end; read only, until the batch changes. */
    public byte[] array() {
        return bytes;
    }

    /** The bytes of all values. */
    public int length() {
        return start(size);
    }

    @Override
    void shortenValues(int count) {
        size = count;
    }

    @Override
    void dropValues(int from, int count, BitSet dropped) {
        int to = from;
        int end = start(from);
        int start = end;
        for (int i = from; i < from + count; i++) {
            int length = ends[i] - start;
            if (!dropped.get(i - from)) {
                System.arraycopy(bytes, start, bytes, end, length);
                end += length;
            }
            start += length;
            if (!dropped.get(i - from)) {
                ends[to++] = end;
            }
        }
        size = to;
    }

    @Override
    void clearValues() {
        size = 0;
    }
}
