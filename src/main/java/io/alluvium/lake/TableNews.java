package io.alluvium.lake;

/** What happened to a table's rows between two of its versions. */
public enum TableNews {
    /** Its rows and columns are the same: nothing was committed, or files were rewritten, or properties set. */
    NONE,
    /** Rows were added, and none of those before was touched. */
    APPENDED,
    /** Rows were removed or replaced, or columns are others. */
    CHANGED,
    /** RESTORE took rows out or put them back. */
    RESTORED,
    /** The log does not tell any more: Delta has cleaned the commits away. */
    UNKNOWN
}
