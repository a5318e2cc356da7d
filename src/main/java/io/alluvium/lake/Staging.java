package io.alluvium.lake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
    private static final String OWNER = "alluvium.project";
    private static final String EXPIRY = "delta.setTransactionRetentionDuration";

    private final Lake lake;
    private final SparkSession session;
    private final Optional<TableVersion> base;
    private final CommitMark mark;
    private final TableLog log;

    Staging(Lake lake, SparkSession session, TableName target, Optional<TableVersion> base, CommitMark mark) {
        this.lake = lake;
        this.session = session;
        this.base = base;
        this.mark = mark;
        this.log = lake.reading(target, () -> {
            TableLog opened = TableLog.open(session, target, lake.path(target));
            return isAtBase(base, opened) ? opened : opened.reopened();
        });
    }

    Staged stage(TableChange change) {
        refuseForeign();
        refuseOtherBase();
        refuseReplay();
        try {
            return prepared(change);
        } catch (Exception e) {
            // Spark's Scala code throws checked exceptions that no signature declares; they go on as they came.
            throw isFull(e) ? full(e) : Staging.<RuntimeException>asRaised(e);
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
        return upsert((TableChange.Upsert) change);
    }

    private static boolean isAtBase(Optional<TableVersion> base, TableLog opened) {
        if (base.isEmpty() || !opened.exists()) {
            return base.isEmpty() && !opened.exists();
        }
        TableVersion expected = base.get();
        TableVersion found = opened.version();
        return found.version() == expected.version() && found.tableId().equals(expected.tableId());
    }

    private void refuseForeign() {
        String project = mark.properties().get(OWNER);
        if (project == null) {
            throw new IllegalArgumentException("a commit names its project in the property " + OWNER);
        }
        if (!log.exists()) {
            return;
        }
        String owner = log.version().properties().get(OWNER);
        if (!project.equals(owner)) {
            throw Problem.of(
                            ErrorCode.TABLE_FOREIGN,
                            log.name()
                                    + (owner == null
                                            ? " was not made by Alluvium"
                                            : " belongs to project " + owner + ", not to " + project))
                    .fixedBy("choose another table name, or move the folder " + lake.path(log.name()) + " away")
                    .asException();
        }
    }

    private void refuseOtherBase() {
        if (!isAtBase(base, log)) {
            throw conflict(
                    log.name(),
                    "expected "
                            + base.map(version -> "version " + version.version())
                                    .orElse("no table") + ", found "
                            + (log.exists() ? "version " + log.version().version() : "no table"));
        }
    }

    private void refuseReplay() {
        if (!log.exists()) {
            return;
        }
        TableVersion version = log.version();
        if (version.properties().containsKey(EXPIRY)) {
            throw Problem.of(ErrorCode.TRANSACTION_EXPIRY, log.name() + " has the table property " + EXPIRY)
                    .because("Delta would forget which batches are in it")
                    .fixedBy("ALTER TABLE delta.`" + lake.path(log.name()) + "` UNSET TBLPROPERTIES ('" + EXPIRY + "')")
                    .asException();
        }
        long committed = lake.committed(version, mark.writer()).orElse(Long.MIN_VALUE);
        if (committed >= mark.number()) {
            throw conflict(log.name(), "number " + mark.number() + " was committed already; newest is " + committed);
        }
    }

    /** The storage's own words; neither Java nor Hadoop has a type for it. */
    private static boolean isFull(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("No space left on device") || message.contains("Disk quota exceeded")) {
                return true;
            }
        }
        return false;
    }

    private AlluviumException full(Exception failure) {
        return Problem.of(ErrorCode.OUT_OF_MEMORY, "no space left to write " + log.name())
                .because("nothing of this change is visible")
                .fixedBy("make room where the warehouse or Spark's temporary folder lies, and run again")
                .asException(failure);
    }

    static AlluviumException conflict(TableName table, String reason) {
        return Problem.of(ErrorCode.COMMIT_CONFLICT, "another writer changed " + table + " meanwhile")
                .because(reason)
                .asException();
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
                        rows.schema(), written, List.of(), this::baseFiles, paths(written), SaveMode.Append, note()),
                new Staged.Effect(StagedChange.count(written), 0, 0));
    }

    private Staged replaceAll(Dataset<Row> rows) {
        TableTransaction transaction = new TableTransaction(log, mark);
        transaction.describe(TableShape.of(rows.schema(), mark.columns()), Map.of());
        List<AddFile> before = baseFiles();
        List<AddFile> written = transaction.write(rows);
        List<FileAction> removals = new ArrayList<>();
        before.forEach(file -> removals.add(file.removeWithTimestamp(System.currentTimeMillis(), true)));
        return new StagedChange(
                session,
                log,
                transaction,
                new StagedChange.Content(
                        rows.schema(), written, removals, List::of, paths(written), SaveMode.Overwrite, note()),
                new Staged.Effect(StagedChange.count(written), 0, StagedChange.count(before)));
    }

    private Staged upsert(TableChange.Upsert change) {
        TableTransaction transaction = new TableTransaction(log, mark);
        transaction.describe(evolved(change.rows().schema()), Map.of(TableTransaction.DELETION_VECTORS, "true"));
        List<AddFile> before = baseFiles();
        List<AddFile> written = transaction.write(change.rows());
        Set<Path> paths = paths(written);
        long count = StagedChange.count(written);
        StructType schema = change.rows().schema();
        DeletionMarks.Marked marked = before.isEmpty()
                ? new DeletionMarks.Marked(List.of(), List.of(), Set.of(), 0, 0)
                : marked(transaction, before, change, written, paths);
        paths.addAll(marked.written());
        long updated = Math.min(count, marked.replaced());
        return new StagedChange(
                session,
                log,
                transaction,
                new StagedChange.Content(
                        schema, written, marked.actions(), marked::remaining, paths, SaveMode.Overwrite, note()),
                new Staged.Effect(count - updated, updated, marked.rows() - updated));
    }

    private DeletionMarks.Marked marked(
            TableTransaction transaction,
            List<AddFile> before,
            TableChange.Upsert change,
            List<AddFile> written,
            Set<Path> paths) {
        boolean done = false;
        try {
            Dataset<Row> successors =
                    StagedChange.read(session, log, written, change.rows().schema());
            DeletionMarks.Marked marked =
                    new DeletionMarks(log, before, change.key()).mark(session, transaction, change.keys(), successors);
            done = true;
            return marked;
        } finally {
            if (!done) {
                log.delete(paths);
            }
        }
    }

    private StructType evolved(StructType rows) {
        return log.exists()
                ? TableShape.merged(log.version().schema(), rows, mark.columns())
                : TableShape.of(rows, mark.columns());
    }

    private List<AddFile> baseFiles() {
        return log.exists() ? log.files() : List.of();
    }

    private Set<Path> paths(List<AddFile> files) {
        Set<Path> paths = new LinkedHashSet<>();
        files.forEach(file -> paths.add(file.absolutePath(log.delta())));
        return paths;
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
