package io.alluvium.sources.objects.value;

import io.alluvium.column.ColumnBatch;
import java.io.Closeable;
import java.io.IOException;

/** Reads records one after the other into the columns of a batch. For one thread at a time. */
public interface RecordReader extends Closeable {
    /** What the next record is. */
    enum Outcome {
        /** A row was appended. */
        ROW,
        /** There is a record that is no row; nothing was appended. */
        CORRUPT,
        /** There are no more records. */
        END
    }

    /**
     * Reads the next record. Where it is a row, one value is appended to each of the table's columns, which are the first
     * of the batch; the caller fills the others and ends the row.
     *
     * @throws IOException where the file cannot be read on
     */
    Outcome next(ColumnBatch batch) throws IOException;

    /** Where the last record began: its byte offset in the unpacked file. */
    long position();

    /**
     * The last record as written, where it was corrupt.
     *
     * @throws IllegalStateException where the last record was not corrupt
     */
    CorruptText corrupt();
}
