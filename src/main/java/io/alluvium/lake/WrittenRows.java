package io.alluvium.lake;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.types.StructType;

/** Rows that lie in a table's folder and are no part of it yet; which version they will go on top of is open. */
public final class WrittenRows {
    private final SparkSession session;
    private final TableLog log;
    private final List<AddFile> files;
    private final StructType schema;

    /** @param schema of the rows as they were given */
    WrittenRows(SparkSession session, TableLog log, List<AddFile> files, StructType schema) {
        this.session = session;
        this.log = log;
        this.files = List.copyOf(files);
        this.schema = schema;
    }

    /** The rows, read back from the files. */
    public Dataset<Row> rows() {
        return StagedChange.read(session, log, files, schema);
    }

    /** Removes the files, where no {@link Staged} has taken them over. */
    public void drop() {
        log.delete(log.paths(files));
    }

    List<AddFile> files() {
        return files;
    }
}
