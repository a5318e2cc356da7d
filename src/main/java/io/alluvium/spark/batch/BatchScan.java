package io.alluvium.spark.batch;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.StructType;

/** What Spark's tasks read of a table: some columns, some rows, by parts. */
final class BatchScan implements Scan, Batch {
    private final BatchSource source;
    private final List<ColumnFilter> pushed;

    BatchScan(BatchSource source, List<ColumnFilter> pushed) {
        this.source = source;
        this.pushed = pushed;
    }

    @Override
    public StructType readSchema() {
        return source.schema();
    }

    @Override
    public String description() {
        return source.description()
                + pushed.stream().map(ColumnFilter::text).collect(Collectors.joining(", ", " pushed [", "]"));
    }

    @Override
    public Batch toBatch() {
        return this;
    }

    @Override
    public ColumnarSupportMode columnarSupportMode() {
        return ColumnarSupportMode.SUPPORTED;
    }

    @Override
    public InputPartition[] planInputPartitions() {
        StructType columns = source.schema();
        return source.splits().stream()
                .map(part -> new BatchPartition(part, columns, source))
                .toArray(InputPartition[]::new);
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return new BatchPartition.Readers();
    }
}
