package io.alluvium.column;

/** Cuts a column of one batch into pages, and writes the levels that tell of nulls and lists. */
sealed interface Levels permits FlatLevels, ListLevels, NestedLevels {
    /**
     * Appends the levels of the next page's rows: as many as fit, at least one.
     *
     * @return false if no row is left
     */
    boolean next(ValueEncoder encoder, int pageBytes, PageBuffers page);

    /** The page's values, with nulls and empty lists. */
    int count();

    /** Where the values proper lie. */
    ColumnValues values();

    int firstValue();

    int lastValue();

    /** The batch's rows that have no value or, for what is in a list, not even the list. */
    int nulls();

    /** Appends runs of levels with their length in front, as pages of the first version want them. */
    static void write(int[] levels, int from, int to, int width, ByteSink target) {
        int length = target.claim(4);
        RunLengths.write(levels, from, to, width, target);
        target.setInt(length, target.size() - length - 4);
    }

    /** The same for one level that all have. */
    static void repeat(int level, int count, int width, ByteSink target) {
        int length = target.claim(4);
        RunLengths.repeat(level, count, width, target);
        target.setInt(length, target.size() - length - 4);
    }
}
