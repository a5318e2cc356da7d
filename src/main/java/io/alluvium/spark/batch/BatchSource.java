package io.alluvium.spark.batch;

import io.alluvium.column.ColumnBatch;
import java.io.Serializable;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.types.StructType;

/** One state of a table, to be read in parts. They have the same rows each time. */
public interface BatchSource {
    /** The table's name, for messages of Spark's. */
    String name();

    /** How it is read, in few words; stands in plans, on screens and in event logs. */
    String description();

    StructType schema();

    /** Whether the source can leave out rows by such a filter and means the same by it as Spark does. */
    boolean understands(ColumnFilter filter);

    /**
     * The same rows with some of the columns. Spark filters again, so that what is left out is a saving, never the
     * answer.
     *
     * @param columns some of the schema's
     * @param filters those that {@link #understands}; rows for which one of them is not true may be left out
     */
    BatchSource narrowed(StructType columns, List<ColumnFilter> filters);

    /** Together they hold every row once. */
    List<? extends Part> splits();

    /** What a task needs to read a part, on whatever machine. Travels with its secrets; prints none. */
    interface Part extends Serializable {
        /**
         * Starts to read.
         *
         * @param batch empty, of the source's schema; {@link Reading#fill} fills it
         * @param stopped looked at by other threads too; the reading ends within a second or two once it is true
         */
        Reading open(ColumnBatch batch, BooleanSupplier stopped);
    }

    /** A part that is being read. */
    interface Reading extends AutoCloseable {
        /** Fills the empty batch with the next rows; false where there are none left. */
        boolean fill();

        /** Ends the reading at the source too. */
        @Override
        void close();
    }
}
