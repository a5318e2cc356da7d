package io.alluvium.source.image;

/** What becomes of values that the column's type in Delta cannot hold. */
public enum UnfitValues {
    /** The table is refused, with nothing committed. */
    FAIL,
    /** They become null, but for those of key columns, which are refused. */
    NULL,
    /** Columns whose type has such values are kept as the text that the database makes of them. */
    TEXT
}
