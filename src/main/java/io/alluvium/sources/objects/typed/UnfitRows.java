package io.alluvium.sources.objects.typed;

import java.util.BitSet;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which rows have values that their columns cannot hold, and why. */
public final class UnfitRows {
    private final SortedMap<Integer, Reason> reasons = new TreeMap<>();
    private int row;

    /**
     * Why a row does not fit.
     *
     * @param why without any value
     * @param text the value as the file has it
     */
    record Reason(String why, String text) {}

    void begin() {
        reasons.clear();
        row = 0;
    }

    /** What follows is told of this row, counted from the first of those that are being read. */
    public void at(int newRow) {
        row = newRow;
    }

    /**
     * A value of the row does not fit.
     *
     * @param column what the column is called
     * @param what what it does not hold, as {@code no timestamp}; without any value
     * @param text the value as the file has it
     */
    public void add(String column, String what, String text) {
        reasons.putIfAbsent(row, new Reason(column + " is " + what, column + " = " + text));
    }

    boolean isEmpty() {
        return reasons.isEmpty();
    }

    SortedMap<Integer, Reason> reasons() {
        return reasons;
    }

    BitSet rows() {
        BitSet rows = new BitSet();
        reasons.keySet().forEach(rows::set);
        return rows;
    }
}
