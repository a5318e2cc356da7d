package io.alluvium.column;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Lists: their elements end to end in a column of their own. A list's elements are appended to {@link #elements()},
 * nulls included, then the list with {@link #append}.
 */
public final class ListValues extends ColumnValues {
    private final ColumnValues elements;
    /** Which row of the elements each list ends before. */
    private int[] ends;

    private int size;

    ListValues(ColumnValues elements, int capacity) {
        super(capacity);
        this.elements = elements;
        this.ends = new int[capacity];
    }

    public ColumnValues elements() {
        return elements;
    }

    /** The next list: all elements appended since the one before. */
    public void append() {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, Math.max(16, size * 2));
        }
        ends[size++] = elements.rows();
        appended();
    }

    /** The elements' row at which the {@code index}-th list begins, nulls not counted. */
    public int start(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    /** The elements' row before which the {@code index}-th list ends. */
    public int end(int index) {
        return ends[index];
    }

    @Override
    void shortenValues(int count) {
        size = count;
        elements.shorten(start(count));
    }

    @Override
    void dropValues(int from, int count, BitSet dropped) {
        int first = start(from);
        BitSet elementsDropped = new BitSet();
        int to = from;
        int end = first;
        int start = first;
        for (int i = from; i < from + count; i++) {
            int length = ends[i] - start;
            if (dropped.get(i - from)) {
                elementsDropped.set(start - first, start - first + length);
            } else {
                end += length;
            }
            start += length;
            if (!dropped.get(i - from)) {
                ends[to++] = end;
            }
        }
        size = to;
        elements.drop(first, elementsDropped);
    }

    @Override
    void clearValues() {
        size = 0;
        elements.clear();
    }
}
