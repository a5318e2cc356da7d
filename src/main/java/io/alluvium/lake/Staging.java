package io.alluvium.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alluvium.domain.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.types.StructType;

/** Prepares one change of one table: refuses what must not be written, writes the rows, finds what they replace. */
final class Staging {
    private final SparkSession session;
    private final ExpectedVersion base;
    private final CommitMark mark;
    private final TableLog log;
    private final RecentChanges recent;

    Staging(
            Lake lake,
            SparkSession session,
            TableName target,
            Optional<TableVersion> base,
            CommitMark mark,
            RecentChanges recent) {
        this.recent = recent;
        this.session = session;
        this.base = new ExpectedVersion(lake, target, base, mark);
        this.mark = mark;
        String folder = lake.folder(target);
        this.log = lake.reading(target, folder, () -> {
            TableLog opened =
                    TableLog.open(session, target, folder, lake.storage().uri(folder));
            return this.base.is(opened.found()) ? opened : opened.reopened();
        });
    }

    Staged stage(TableChange change) {
        base.check(log.found());
        return explained(() -> prepared(change));
    }

    /** Writes rows, to be staged on top of whatever version the table has then. */
    WrittenRows write(Dataset<Row> rows) {
        return explained(() -> {
            TableTransaction never = new TableTransaction(log, mark);
            never.describe(evolved(rows.schema()), Map.of());
            return new WrittenRows(session, log, never.write(rows), rows.schema());
        });
    }

    private <T> T explained(Supplier<T> work) {
        try {
            return work.get();
        } catch (Exception e) {
            // Spark's Scala code throws checked exceptions that no signature declares; they go on as they came.
            throw StorageFault.isFull(e) ? StorageFault.full(log.name(), e) : Staging.<RuntimeException>asRaised(e);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> RuntimeException asRaised(Exception failure) throws E {
        throw (E) failure;
    }

    private Staged prepared(TableChange change) {
        if (change instanceof TableChange.Append append) {
            return append(append.rows());
        }
        if (change instanceof TableChange.ReplaceAll replace) {
            return replaceAll(replace.rows());
        }
        return replace(change, change instanceof TableChange.ReplaceRange range ? range.written() : Optional.empty());
    }

    private Staged append(Dataset<Row> rows) {
        TableTransaction transaction = new TableTransaction(log, mark);
        transaction.describe(evolved(rows.schema()), Map.of());
        List<AddFile> written = transaction.write(rows);
        return new StagedChange(
                session,
                log,
                transaction,
                new StagedChange.Content(
                        rows.schema(),
                        written,
                        List.of(),
                        this::baseFiles,
                        log.paths(written),
                        SaveMode.Append,
                        note()),
                new Staged.Effect(StagedChange.count(written), 0, 0),
                known(
                        written.isEmpty() && log.exists()
                                ? Optional.of(HeldChanges.none(log.version().schema()))
                                : Optional.empty()));
    }

    private Staged replaceAll(Dataset<Row> rows) {
        TableTransaction transaction = new TableTransaction(log, mark);
        StructType columns = TableShape.of(rows.schema(), mark.columns());
        // Whoever deletes rows of the table later does it by this property.
        transaction.describe(
                columns,
                TableShape.hidesFileMetadata(columns) ? Map.of(TableShape.DELETION_VECTORS, "false") : Map.of());
        List<AddFile> before = baseFiles();
        List<AddFile> written = transaction.write(rows);
        List<FileAction> removals = new ArrayList<>();
        before.forEach(file -> removals.add(file.removeWithTimestamp(System.currentTimeMillis(), true)));
        return new StagedChange(
                session,
                log,
                transaction,
                new StagedChange.Content(
                        rows.schema(), written, removals, List::of, log.paths(written), SaveMode.Overwrite, note()),
                new Staged.Effect(StagedChange.count(written), 0, StagedChange.count(before)),
                known(Optional.empty()));
    }

    /** @param there the rows, where they lie there already */
    private Staged replace(TableChange change, Optional<WrittenRows> there) {
        TableTransaction transaction = new TableTransaction(log, mark);
        StructType schema = change.rows().schema();
        StructType columns = evolved(schema);
        boolean marks = !TableShape.hidesFileMetadata(columns);
        transaction.describe(columns, Map.of(TableShape.DELETION_VECTORS, Boolean.toString(marks)));
        List<AddFile> before = baseFiles();
        List<AddFile> written = there.map(WrittenRows::files).orElseGet(() -> transaction.write(change.rows()));
        Set<Path> paths = log.paths(written);
        Leaving.Left left = left(new Leaving(session, log, transaction, before, written, schema), change, marks, paths);
        DeletionMarks.Marked marked = left.marked();
        paths.addAll(marked.written());
        long count = StagedChange.count(written);
        return new StagedChange(
                session,
                log,
                transaction,
                new StagedChange.Content(
                        schema, written, marked.actions(), marked::remaining, paths, SaveMode.Overwrite, note()),
                new Staged.Effect(count - marked.replaced(), marked.replaced(), marked.rows() - marked.replaced()),
                known(left.changes()));
    }

    private Leaving.Left left(Leaving leaving, TableChange change, boolean marks, Set<Path> written) {
        boolean done = false;
        try {
            Leaving.Left left = leaving.of(change, marks);
            done = true;
            return left;
        } finally {
            if (!done) {
                log.delete(written);
            }
        }
    }

    /** What tells readers in this process of the change once it is committed. */
    private Consumer<TableVersion> known(Optional<HeldChanges> changes) {
        return version -> changes.ifPresent(held -> recent.add(version, held));
    }

    private StructType evolved(StructType rows) {
        return log.exists()
                ? TableShape.merged(log.version().schema(), rows, mark.columns())
                : TableShape.of(rows, mark.columns());
    }

    private List<AddFile> baseFiles() {
        return log.exists() ? log.files() : List.of();
    }

    private String note() {
        Map<String, Object> note = new LinkedHashMap<>();
        note.put("run", mark.run().number());
        note.put("writer", mark.writer());
        note.put("number", mark.number());
        note.put("inputs", new TreeMap<>(mark.inputs()));
        try {
            return new ObjectMapper().writeValueAsString(note);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
