package io.alluvium.sources.objects.typed;

import io.alluvium.column.ColumnBatch;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * An open file that says which columns it has. Whatever it has that its format does not allow is told by
 * {@link BrokenFileException}. For one thread at a time.
 */
public interface TypedFile extends Closeable {
    /** Opens files of one format. */
    @FunctionalInterface
    interface Opener {
        /**
         * Reads what a file says of itself.
         *
         * @param in closed with the file, and where this throws
         * @param size of the file in bytes
         */
        TypedFile open(FSDataInputStream in, long size) throws IOException;
    }

    /**
     * A column of a file.
     *
     * @param type what holds every value that such a column can have; empty where raw has no such type
     * @param written what the format calls the type, for people
     */
    record Column(String name, Optional<DataType> type, String written) {}

    /** The columns in the file's order. */
    List<Column> columns();

    /** The parts that the rows lie in, one after the other. */
    List<Part> parts();

    /**
     * Rows that are read without those before them.
     *
     * @param offset of their first byte in the file, more or less
     * @param before how many rows of the file come before them
     * @param bytes of the file, which lie in memory while the part is read, or a block of them
     */
    record Part(long offset, long before, long bytes) {}

    /** Gives each part to one of those who read the file, whom this alone may have in common. */
    final class Turns {
        private final int[] parts;
        private int next;

        /** @param parts places in {@link #parts} */
        public Turns(int... parts) {
            this.parts = parts.clone();
        }

        synchronized OptionalInt next() {
            return next == parts.length ? OptionalInt.empty() : OptionalInt.of(parts[next++]);
        }

        /** Whether each part is given to somebody. */
        public synchronized boolean isEnded() {
            return next == parts.length;
        }
    }

    /**
     * Begins to read a part; the one before ends with it.
     *
     * @param part its place in {@link #parts}
     * @param table columns of the table, the first of each batch
     * @param places which of {@link #columns} each of them takes, of types that {@link ExactValues#supports}; negative for none
     */
    Rows rows(int part, StructType table, int[] places) throws IOException;

    /** Reads rows from the first one of a part on. */
    interface Rows {
        /**
         * Appends a value to each of the table's columns for each of the next rows; a null where the value does not fit.
         *
         * @param most the number of rows, at least 1
         * @param unfit is told where a value does not fit
         * @return how many rows; 0 at the end of the part
         */
        int read(ColumnBatch batch, int most, UnfitRows unfit) throws IOException;

        /** What the last rows take of the file or of memory, more or less. */
        long bytes();
    }
}
