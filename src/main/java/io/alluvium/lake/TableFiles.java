package io.alluvium.lake;

import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.files.TahoeFileIndexWithSnapshotDescriptor;
import org.apache.spark.sql.sources.BaseRelation;
import scala.Option;
import scala.collection.immutable.Seq;

/**
 * Known data files of an unpartitioned table, for Spark to scan. Delta's own indexes ask the log by several Spark jobs
 * for what is known here already; Parquet's statistics still skip what a filter rules out.
 */
final class TableFiles extends TahoeFileIndexWithSnapshotDescriptor {
    private final DeltaLog log;
    private final Snapshot snapshot;
    private final List<AddFile> files;

    TableFiles(SparkSession session, DeltaLog log, Snapshot snapshot, List<AddFile> files) {
        super(session, log, log.dataPath(), snapshot);
        this.log = log;
        this.snapshot = snapshot;
        this.files = List.copyOf(files);
    }

    /** Whether a table is as plain as this class needs it. */
    static boolean canRead(Snapshot snapshot) {
        return snapshot.metadata().partitionColumns().isEmpty()
                && snapshot.metadata().columnMappingMode().name().equals("none");
    }

    BaseRelation relation() {
        return log.buildHadoopFsRelationWithFileIndex(snapshot, this, Option.empty(), true);
    }

    @Override
    public Seq<AddFile> matchingFiles(Seq<Expression> partitionFilters, Seq<Expression> dataFilters) {
        return TableLog.seq(files);
    }

    @Override
    public String[] inputFiles() {
        return files.stream().map(file -> absolutePath(file.path()).toString()).toArray(String[]::new);
    }

    @Override
    public void refresh() {
        // A version's files never change.
    }

    @Override
    public long sizeInBytes() {
        return files.stream().mapToLong(AddFile::size).sum();
    }

    /** Equal indexes let Spark share a cached table or a repeated scan. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TableFiles that
                && log.dataPath().equals(that.log.dataPath())
                && snapshot.metadata().id().equals(that.snapshot.metadata().id())
                && snapshot.version() == that.snapshot.version()
                && files.equals(that.files);
    }

    @Override
    public int hashCode() {
        return Objects.hash(log.dataPath(), snapshot.version(), files.size());
    }
}
