package io.alluvium.source;

import io.alluvium.column.BatchSink;
import io.alluvium.column.ColumnBatch;
import io.alluvium.failure.AlluviumException;
import java.io.IOException;
import java.io.Serializable;
import org.apache.spark.sql.types.StructType;

/**
 * Reads a batch's rows as columns, without row objects and without Spark. The rows lie in parts, which different threads may
 * read side by side; together the parts hold every row of the window exactly once.
 */
public interface ColumnReader {

    /** Exactly the schema that {@link TableRead.Rows} have. */
    StructType schema();

    /** How many parts there are, at least one. Each holds a connection of the source's budget while it is read. */
    int parts();

    /**
     * What another thread, or a task on another machine where the reader {@link #isPortable}, needs to read one part; any
     * number of times, and each time the same rows.
     *
     * @param part from 0 to {@link #parts()}, exclusive
     */
    Part part(int part);

    /** Whether tasks on other machines can read parts; else only this process reaches the state that is read. */
    default boolean isPortable() {
        return true;
    }

    /** Reads one part here. */
    default void read(int part, ColumnBatch batch, BatchSink sink) throws IOException {
        part(part).read(batch, sink);
    }

    /** The same rows for the threads of this machine, a part for each unless they can do better. */
    default Threads here() {
        return new Threads() {
            @Override
            public int count() {
                return parts();
            }

            @Override
            public void read(int thread, ColumnBatch batch, BatchSink sink) throws IOException {
                ColumnReader.this.read(thread, batch, sink);
            }
        };
    }

    /** Reads a batch's rows once, by threads that share them out among themselves. */
    interface Threads {
        /** How many there are, at least one. */
        int count();

        /**
         * What one of them reads, with the terms of {@link Part#read}: once for each, one after the other or side by side.
         *
         * @param thread from 0 to {@link #count()}, exclusive
         */
        void read(int thread, ColumnBatch batch, BatchSink sink) throws IOException;
    }

    /** Travels with its secrets; prints none. */
    interface Part extends Serializable {
        /**
         * Reads the part. The batch is handed on whenever it is full, earlier where its values take much memory, and at
         * the end where rows are left; it is empty afterwards. An interrupt of the calling thread ends the reading, at the
         * source too, within a second or two.
         *
         * @param batch empty, of this reader's schema; after an error its content means nothing
         * @throws AlluviumException kinds SOURCE and DATA; {@link io.alluvium.failure.ErrorCode#INTERRUPTED} after an
         *     interrupt, whose flag stays set
         * @throws IOException the sink's own
         */
        void read(ColumnBatch batch, BatchSink sink) throws IOException;
    }
}
