package io.alluvium.sources.postgres;

import io.alluvium.column.BatchVectors;
import io.alluvium.column.ColumnBatch;
import java.util.function.BooleanSupplier;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.jspecify.annotations.Nullable;

/**
 * One part as the work of a task. A task that is tried again reads the same snapshot; on the driver the part keeps the
 * session that holds it from being given up.
 */
final class CopyPartition implements InputPartition {
    private static final long serialVersionUID = 1L;
    /** As many as Spark's own readers take at a time. */
    private static final int BATCH_ROWS = 4096;

    private final CopyPart part;

    @SuppressWarnings("unused") // Held, not used.
    private final transient @Nullable SnapshotSession held;

    CopyPartition(CopyPart part, SnapshotSession held) {
        this.part = part;
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
            return new Reader(((CopyPartition) partition).part, TaskContext.get());
        }

        @Override
        public PartitionReader<InternalRow> createReader(InputPartition partition) {
            throw new UnsupportedOperationException("the rows come as columns");
        }
    }

    /** Logs in when the first batch is asked for; ends with its task, also where that is cancelled without an interrupt. */
    private static final class Reader implements PartitionReader<ColumnarBatch> {
        private final CopyPart part;
        private final ColumnBatch batch;
        private final BatchVectors vectors;
        private final @Nullable TaskContext task;
        private @Nullable CopyReading reading;

        Reader(CopyPart part, @Nullable TaskContext task) {
            this.part = part;
            this.batch = new ColumnBatch(part.query().schema(), BATCH_ROWS);
            this.vectors = new BatchVectors(batch);
            this.task = task;
        }

        @Override
        public boolean next() {
            batch.clear();
            CopyReading open = reading;
            if (open == null) {
                open = CopyReading.open(part, batch, CopyReading.Sessions.NEW, stopped());
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
