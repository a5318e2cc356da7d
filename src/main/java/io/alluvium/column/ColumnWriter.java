package io.alluvium.column;

import java.io.IOException;
import org.apache.parquet.format.ColumnChunk;

/** One column of a file, from its first row group to its last. */
sealed interface ColumnWriter permits BatchLeaf, ConstantColumn {
    /**
     * Writes the column's part of a row group.
     *
     * @param rows of the row group
     */
    ColumnChunk endRowGroup(long rows, CountedOutput output) throws IOException;

    /** What the row group at hand needs beside its stored pages. */
    int dictionaryBytes();

    /** Rows without a value, or without the list that the values lie in, so far; an empty list is none of them. */
    long nulls();

    /** The range of the row groups that have ended. */
    ValueRange range();
}
