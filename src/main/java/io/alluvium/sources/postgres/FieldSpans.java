package io.alluvium.sources.postgres;

/** Where the fields of one column lie, of some rows that are in memory one after the other. */
final class FieldSpans {
    /** As the server sends it in place of a length. */
    static final int NULL = -1;

    private final int[] begins;
    private final int[] lengths;
    private int count;

    FieldSpans(int capacity) {
        begins = new int[capacity];
        lengths = new int[capacity];
    }

    /**
     * Before {@link #end}.
     *
     * @param length bytes, or {@link #NULL}
     */
    void put(int index, int begin, int length) {
        begins[index] = begin;
        lengths[index] = length;
    }

    /** So many were put. */
    void end(int rows) {
        count = rows;
    }

    int count() {
        return count;
    }

    int begin(int index) {
        return begins[index];
    }

    int length(int index) {
        return lengths[index];
    }

    boolean isNull(int index) {
        return lengths[index] == NULL;
    }
}
