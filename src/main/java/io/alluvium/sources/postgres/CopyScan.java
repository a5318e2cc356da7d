package io.alluvium.sources.postgres;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.StructType;

/** What Spark's tasks read of a table: some columns, some rows, by parts. */
final class CopyScan implements Scan, Batch {
    private final CopyRead read;
    private final List<PushedFilter> pushed;

    CopyScan(CopyRead read, List<PushedFilter> pushed) {
        this.read = read;
        this.pushed = List.copyOf(pushed);
    }

    @Override
    public StructType readSchema() {
        return read.schema();
    }

    /** Stands in plans, on screens and in event logs. */
    @Override
    public String description() {
        return "COPY " + read.table().from()
                + pushed.stream()
                        .map(filter -> filter.predicate().toString())
                        .collect(Collectors.joining(", ", " pushed [", "]"));
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
        return IntStream.range(0, read.parts())
                .mapToObj(part -> new CopyPartition(read.part(part), read.snapshot()))
                .toArray(InputPartition[]::new);
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return new CopyPartition.Readers();
    }
}
