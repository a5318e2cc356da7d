package io.alluvium.column;

import java.util.Arrays;

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
    void clearValues() {
        size = 0;
        elements.clear();
    }
}
