package io.alluvium.spark.batch;

import io.alluvium.column.BatchVectors;
import io.alluvium.column.ColumnBatch;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/**
 * One part as the work of a task. A task that is tried again reads the same rows; on the driver the part keeps its
 * source, and what that holds, from being given up.
 */
final class BatchPartition implements InputPartition {
    private static final long serialVersionUID = 1L;
    /** As many as Spark's own readers take at a time. */
    private static final int BATCH_ROWS = 4096;

    private final BatchSource.Part part;
    private final StructType columns;

    @SuppressWarnings("unused") // Held, not used.
    private final transient @Nullable BatchSource held;

    BatchPartition(BatchSource.Part part, StructType columns, BatchSource held) {
        this.part = part;
        this.columns = columns;
        this.held = held;
    }

    /** Gives the rows of a part as columns. */
    static final class Readers implements PartitionReaderFactory {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean supportColumnarReads(InputPartition partition) {
            return true;
        }

        @Override
        public PartitionReader<ColumnarBatch> createColumnarReader(InputPartition partition) {
            return new Reader((BatchPartition) partition, TaskContext.get());
        }

        @Override
        public PartitionReader<InternalRow> createReader(InputPartition partition) {
            throw new UnsupportedOperationException("the rows come as columns");
        }
    }

    /**
     * Opens its part when the first batch is asked for; ends with its task, also one cancelled without an interrupt.
     */
    private static final class Reader implements PartitionReader<ColumnarBatch> {
        private final BatchSource.Part part;
        private final ColumnBatch batch;
        private final BatchVectors vectors;
        private final @Nullable TaskContext task;
        private BatchSource.@Nullable Reading reading;

        Reader(BatchPartition partition, @Nullable TaskContext task) {
            this.part = partition.part;
            this.batch = new ColumnBatch(partition.columns, BATCH_ROWS);
            this.vectors = new BatchVectors(batch);
            this.task = task;
        }

        @Override
        public boolean next() {
            batch.clear();
            BatchSource.Reading open = reading;
            if (open == null) {
                open = part.open(batch, stopped());
                reading = open;
            }
            return open.fill();
        }

        private BooleanSupplier stopped() {
            Thread reader = Thread.currentThread();
            return () -> reader.isInterrupted() || (task != null && task.isInterrupted());
        }

        @Override
        public ColumnarBatch get() {
            return vectors.now();
        }

        @Override
        public void close() {
            if (reading != null) {
                reading.close();
            }
        }
    }
}
