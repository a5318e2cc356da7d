package io.alluvium.column;

import java.io.IOException;
import org.apache.parquet.format.ColumnChunk;

/** One column of a file, from its first row group to its last. */
sealed interface ColumnWriter permits BatchColumn, ConstantColumn {
    /**
     * Writes the column's part of a row group.
     *
     * @param rows of the row group
     */
    ColumnChunk endRowGroup(long rows, CountedOutput output) throws IOException;

    /** What the row group at hand needs beside its stored pages. */
    int dictionaryBytes();

    /** Rows without a value in the row groups that have ended; an empty list is a value. */
    long nulls();

    /** The range of the row groups that have ended. */
    ValueRange range();
}
