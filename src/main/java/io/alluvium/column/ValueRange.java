package io.alluvium.column;

/** The smallest and the largest of some values, nulls left out. */
sealed interface ValueRange permits LongRange, DoubleRange, BytesRange {
    /** Whether no value was seen. */
    boolean isEmpty();

    void clear();
}
