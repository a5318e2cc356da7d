package io.alluvium.sources.objects.record;

import io.alluvium.column.ColumnBatch;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads records one after the other into the columns of a batch. For one thread at a time. */
public interface RecordReader extends Closeable {
    /** What a reader keeps of the last record. */
    final class Last {
        private long position;
        private @Nullable CorruptText corrupt;

        /** Another record begins there, and may be a row. */
        public void begin(long at) {
            position = at;
            corrupt = null;
        }

        /** It is none. */
        public Outcome corrupt(CorruptText text) {
            corrupt = text;
            return Outcome.CORRUPT;
        }

        public long position() {
            return position;
        }

        /** @throws IllegalStateException where it was a row */
        public CorruptText corrupt() {
            if (corrupt == null) {
                throw new IllegalStateException("the last record was not corrupt");
            }
            return corrupt;
        }
    }

    /** What the next record is. */
    enum Outcome {
        /** A row was appended, or {@link #rows} of them. */
        ROW,
        /** There is a record that is no row; nothing was appended. */
        CORRUPT,
        /** There are no more records. */
        END
    }

    /**
     * Reads the next record, or several of them that are rows. One value for each row is appended to each of the table's
     * columns, which are the first of the batch; the caller fills the others and ends the rows.
     *
     * @throws IOException where the file cannot be read on
     */
    Outcome next(ColumnBatch batch) throws IOException;

    /** How many rows were appended last: one, unless the file lies there column by column. Never more than the batch had room for. */
    default int rows() {
        return 1;
    }

    /**
     * Where the last record began, or the first of several rows: its byte offset in the unpacked file, or how many records
     * come before it where the format has no other places.
     */
    long position();

    /** The same of one of the rows that were appended last, counted from 0. */
    default long position(int row) {
        return position();
    }

    /** How much has been read of the unpacked file, more or less. */
    default long bytesRead() {
        return position();
    }

    /**
     * The last record as written, where it was corrupt.
     *
     * @throws IllegalStateException where the last record was not corrupt
     */
    CorruptText corrupt();
}
