package io.alluvium.lake;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.spark.query.ActiveSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Files that are written, and the transaction that would make them part of the table. */
final class StagedChange implements Staged {
    private final SparkSession session;
    private final TableLog log;
    private final TableTransaction transaction;
    private final Content content;
    private final Effect effect;
    private final Consumer<TableVersion> told;
    private boolean ended;

    /**
     * @param schema of the rows as they were given
     * @param rows the files that hold them
     * @param others additions and removals for what is in the table already
     * @param remaining the table's other files after the commit; asked for only when somebody looks at the whole table
     * @param written everything to delete when the change is dropped
     */
    record Content(
            StructType schema,
            List<AddFile> rows,
            List<FileAction> others,
            Supplier<List<AddFile>> remaining,
            Set<Path> written,
            SaveMode mode,
            String note) {}

    /** @param told of the version once it is committed */
    StagedChange(
            SparkSession session,
            TableLog log,
            TableTransaction transaction,
            Content content,
            Effect effect,
            Consumer<TableVersion> told) {
        this.session = session;
        this.log = log;
        this.transaction = transaction;
        this.content = content;
        this.effect = effect;
        this.told = told;
    }

    @Override
    public long rowCount() {
        return count(content.rows());
    }

    @Override
    public Effect effect() {
        return effect;
    }

    @Override
    public Dataset<Row> rows() {
        return read(session, log, content.rows(), content.schema());
    }

    @Override
    public Dataset<Row> tableAfter() {
        List<AddFile> remaining =
                ActiveSession.of(session, () -> content.remaining().get());
        return remaining.isEmpty()
                ? rows()
                : ActiveSession.of(session, () -> log.rows(remaining)).unionByName(rows(), true);
    }

    @Override
    public TableVersion commit() {
        end();
        TableVersion version = ActiveSession.of(session, this::committed);
        told.accept(version);
        return version;
    }

    private TableVersion committed() {
        List<FileAction> files = new ArrayList<>(content.rows());
        files.addAll(content.others());
        try {
            TableVersion version = transaction.commit(files, content.mode(), content.note());
            if (version.version() != log.snapshot().version() + 1) {
                throw Problem.of(ErrorCode.DEFECT, log.name() + " was committed on another version than planned")
                        .asException();
            }
            return version;
        } catch (IOException | InterruptedException | RuntimeException e) {
            return outcome(e);
        }
    }

    private TableVersion outcome(Exception failure) {
        if (transaction.isCommitted()) {
            return transaction.committed();
        }
        return new CommitOutcome(
                        log.name(), log.snapshot().version() + 1, log::commit, () -> log.delete(content.written()))
                .happened(
                        failure,
                        "\"" + transaction.id() + "\"",
                        () -> log.reopened().version());
    }

    @Override
    public void drop() {
        end();
        log.delete(content.written());
    }

    private void end() {
        if (ended) {
            throw new IllegalStateException("a staged change ends once");
        }
        ended = true;
    }

    static long count(List<AddFile> files) {
        long rows = 0;
        for (AddFile file : files) {
            requireCount(file);
            rows += (Long) file.numLogicalRecords().get();
        }
        return rows;
    }

    /** Delta marks no rows of a file whose rows are not counted. */
    static void requireCount(AddFile file) {
        if (file.numLogicalRecords().isEmpty()) {
            throw Problem.of(ErrorCode.TABLE_UNREADABLE, "a data file has no row count in its statistics")
                    .because("it was written by a tool that leaves them out")
                    .asException();
        }
    }

    static Dataset<Row> read(SparkSession session, TableLog log, List<AddFile> files, StructType schema) {
        StructType plain = plain(schema);
        if (files.isEmpty()) {
            return session.createDataFrame(List.of(), plain);
        }
        String[] paths = files.stream()
                .map(file -> escaped(file.absolutePath(log.delta()).toString()))
                .toArray(String[]::new);
        return session.read().schema(plain).parquet(paths);
    }

    /** Spark reads paths as patterns, and its own switch for that reads every path as often as there are paths. */
    private static String escaped(String path) {
        return path.replaceAll("[\\\\\\[\\]{}*?]", "\\\\$0");
    }

    private static StructType plain(StructType schema) {
        StructField[] fields = schema.fields().clone();
        for (int i = 0; i < fields.length; i++) {
            fields[i] = new StructField(fields[i].name(), fields[i].dataType(), true, Metadata.empty());
        }
        return new StructType(fields);
    }
}
