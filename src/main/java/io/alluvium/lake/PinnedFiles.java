package io.alluvium.lake;

import io.alluvium.domain.TableName;
import io.alluvium.spark.query.ActiveSession;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.sources.BaseRelation;
import org.apache.spark.sql.types.StructType;

/** All data files of a pinned table, for who need not read every one. */
public final class PinnedFiles {
    private final SparkSession session;
    private final DeltaLog log;
    private final Snapshot snapshot;
    private final List<PinnedFile> files;

    PinnedFiles(SparkSession session, DeltaLog log, Snapshot snapshot, List<AddFile> files) {
        this.session = session;
        this.log = log;
        this.snapshot = snapshot;
        this.files = PinnedFile.all(files, schema());
    }

    /**
     * The files of a table at the version that is pinned in the session; empty where they cannot be told apart so: there
     * are very many, or the table is no plain one.
     *
     * @param session one that {@link LakeSession#session} gave
     */
    public static Optional<PinnedFiles> of(SparkSession session, TableName table) {
        return ActiveSession.of(session, () -> PinnedCatalog.files(session, table));
    }

    public StructType schema() {
        return snapshot.metadata().schema();
    }

    public List<PinnedFile> files() {
        return files;
    }

    /** The rows of some of the files. */
    public Dataset<Row> rows(List<PinnedFile> some) {
        return session.baseRelationToDataFrame(relation(some));
    }

    BaseRelation relation(List<PinnedFile> some) {
        return new TableFiles(
                        session,
                        log,
                        snapshot,
                        some.stream().map(PinnedFile::added).toList())
                .relation();
    }
}
