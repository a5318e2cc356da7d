package io.alluvium.spark.batch;

import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;

/** A source of batches as a table of Spark's. Its tasks read a part each. */
public final class BatchTable implements SupportsRead {
    private final BatchSource source;

    public BatchTable(BatchSource source) {
        this.source = source;
    }

    /** The rows in the terms of a session; nothing is read yet. */
    public Dataset<Row> in(SparkSession session) {
        return Dataset$.MODULE$.ofRows(
                (org.apache.spark.sql.classic.SparkSession) session,
                DataSourceV2Relation.create(this, Option.empty(), Option.empty()));
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    @SuppressWarnings("deprecation") // What takes its place is made from this by default.
    public StructType schema() {
        return source.schema();
    }

    @Override
    public Set<TableCapability> capabilities() {
        return Set.of(TableCapability.BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
        return new BatchScanBuilder(source);
    }
}
