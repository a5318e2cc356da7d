package io.alluvium.lake;

import io.alluvium.spark.query.SmallQueries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.delta.actions.Format;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.actions.SetTransaction;
import org.apache.spark.sql.delta.files.DelayedCommitProtocol;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.Map$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** One transaction of Delta on top of an opened log: first the table's description, then files, then the commit. */
final class TableTransaction {
    private final TableLog log;
    private final CommitMark mark;
    private final RecordedTransaction transaction;

    TableTransaction(TableLog log, CommitMark mark) {
        this.log = log;
        this.mark = mark;
        this.transaction = new RecordedTransaction(log);
    }

    /** Delta's transaction, less its forgetting of files that turned out to have no rows. */
    private static final class RecordedTransaction extends OptimisticTransaction {
        private @Nullable DelayedCommitProtocol committer;

        RecordedTransaction(TableLog log) {
            super(log.delta(), Option.empty(), log.snapshot());
        }

        @Override
        public DelayedCommitProtocol getCommitter(Path folder) {
            DelayedCommitProtocol made = super.getCommitter(folder);
            committer = made;
            return made;
        }

        List<AddFile> writtenFiles() {
            return committer == null ? List.of() : CollectionConverters.asJava(committer.addedStatuses());
        }
    }

    OptimisticTransaction delta() {
        return transaction;
    }

    /** Makes the table, or changes its schema, comments and properties where they differ. Comes before any write. */
    void describe(StructType schema, Map<String, String> wanted) {
        Metadata before = transaction.metadata();
        Map<String, String> properties = new HashMap<>(
                log.exists()
                        ? CollectionConverters.asJava(before.configuration())
                        : TableShape.created(log.name().layer()));
        properties.putAll(wanted);
        properties.putAll(mark.properties());
        if (log.exists() && TableShape.hasLocalTimes(schema) && !TableShape.hasLocalTimes(before.schema())) {
            // Delta adds this feature by itself to new tables only.
            properties.put("delta.feature.timestampNtz", "supported");
        }
        Metadata after = new Metadata(
                log.exists() ? before.id() : mark.tableId(),
                before.name(),
                mark.description().orElse(null),
                log.exists() ? before.format() : new Format("parquet", Map$.MODULE$.empty()),
                schema.json(),
                TableLog.seq(List.of()),
                scala.collection.immutable.Map.from(CollectionConverters.asScala(properties)),
                log.exists() ? before.createdTime() : Option.apply(System.currentTimeMillis()));
        if (!log.exists()) {
            transaction.updateMetadataForNewTable(after);
        } else if (!same(before, after)) {
            transaction.updateMetadataForTableOverwrite(after);
        }
    }

    private static boolean same(Metadata before, Metadata after) {
        return before.schema().equals(after.schema())
                && before.configuration().equals(after.configuration())
                && Objects.equals(before.description(), after.description());
    }

    /** Runs the rows' query once and writes its result; files without rows are deleted at once. */
    List<AddFile> write(Dataset<Row> rows) {
        List<AddFile> files = new ArrayList<>();
        Set<String> kept = new HashSet<>();
        Seq<FileAction> written = SmallQueries.of(rows, transaction::writeFiles);
        for (FileAction file : CollectionConverters.asJava(written)) {
            files.add((AddFile) file);
            kept.add(file.path());
        }
        Set<Path> empty = new LinkedHashSet<>();
        for (AddFile file : transaction.writtenFiles()) {
            if (!kept.contains(file.path())) {
                empty.add(file.absolutePath(log.delta()));
            }
        }
        log.delete(empty);
        return files;
    }

    /**
     * @param files all additions and removals
     * @param note user metadata of the commit
     * @return the version as committed
     * @throws IOException from the storage, through Scala code that does not declare it
     * @throws InterruptedException likewise, when the run is being stopped
     */
    TableVersion commit(List<? extends FileAction> files, SaveMode mode, String note)
            throws IOException, InterruptedException {
        List<Action> actions = new ArrayList<>(files);
        actions.add(new SetTransaction(mark.writer(), mark.number(), Option.apply(System.currentTimeMillis())));
        DeltaOperations.Write operation = new DeltaOperations.Write(
                mode,
                Option.apply(TableLog.seq(List.of())),
                Option.empty(),
                Option.apply(note),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty(),
                Option.empty());
        transaction.commit(TableLog.seq(actions), operation);
        return committed();
    }

    /** Whether Delta itself knows that the commit is in the log, whatever failed afterwards. */
    boolean isCommitted() {
        return transaction.getCommitted().isDefined();
    }

    /** The table as this transaction committed it. */
    TableVersion committed() {
        var outcome = transaction.getCommitted().get();
        Metadata metadata = transaction.metadata();
        return new TableVersion(
                log.name(),
                log.folder(),
                metadata.id(),
                outcome.committedVersion(),
                metadata.schema(),
                CollectionConverters.asJava(metadata.configuration()));
    }

    /** Delta's random id of this transaction, which it writes into the commit. */
    String id() {
        return transaction.txnId();
    }
}
