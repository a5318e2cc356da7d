package io.alluvium.lake;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.DeletionVectorDescriptor;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.delta.commands.DMLWithDeletionVectorsHelper$;
import org.apache.spark.sql.delta.commands.DeletionVectorBitmapGenerator$;
import org.apache.spark.sql.delta.commands.DeletionVectorResult;
import org.apache.spark.sql.delta.commands.TouchedFileWithDV;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The rows of a table that have one of the given keys, marked as deleted: deletion vectors written beside the data, and
 * the actions that put them into the log. Files that lose their last row are removed whole.
 */
final class DeletionMarks implements AutoCloseable {
    private static final String FILE = "_alluvium_file";
    private static final String POSITION = "_alluvium_position";

    private final TableLog log;
    private final List<AddFile> files;
    private final List<String> key;
    private final Dataset<Row> matched;

    /** Finds the rows; they are kept until {@link #close()}. */
    DeletionMarks(TableLog log, List<AddFile> files, Dataset<Row> keys, List<String> key) {
        this.log = log;
        this.files = files;
        this.key = key;
        Dataset<Row> table = log.rows(files);
        List<Column> columns = new ArrayList<>();
        key.forEach(name -> columns.add(table.col(quoted(name))));
        columns.add(table.col("_metadata.file_path").as(FILE));
        columns.add(table.col("_metadata.row_index").as(POSITION));
        this.matched = semiJoin(table.select(columns.toArray(Column[]::new)), keys, key)
                .persist(StorageLevel.MEMORY_AND_DISK());
    }

    /** What the marking does to the log. */
    record Marked(List<FileAction> actions, List<AddFile> remaining, Set<Path> written, long rows) {}

    /** How many of these rows have a key that is among the matched ones. */
    long countMatching(Dataset<Row> rows) {
        return semiJoin(rows.select(columns(rows)), matched.select(columns(matched)), key)
                .count();
    }

    Marked mark(SparkSession session, TableTransaction transaction) {
        Seq<AddFile> candidates = TableLog.seq(files);
        Seq<DeletionVectorResult> results =
                DeletionVectorBitmapGenerator$.MODULE$.buildRowIndexSetsForFilesMatchingCondition(
                        session,
                        transaction.delta(),
                        true,
                        matched,
                        candidates,
                        Literal.TrueLiteral(),
                        Option.apply(functions.col(FILE)),
                        Option.apply(functions.col(POSITION)));
        DMLWithDeletionVectorsHelper$ delta = DMLWithDeletionVectorsHelper$.MODULE$;
        return actions(CollectionConverters.asJava(delta.findFilesWithMatchingRows(
                transaction.delta(), delta.generateCandidateFileMap(log.delta().dataPath(), candidates), results)));
    }

    private Marked actions(List<TouchedFileWithDV> touched) {
        List<FileAction> actions = new ArrayList<>();
        List<AddFile> remaining = new ArrayList<>();
        Set<Path> written = new LinkedHashSet<>();
        Set<String> replaced = new HashSet<>();
        long rows = 0;
        for (TouchedFileWithDV file : touched) {
            DeletionVectorDescriptor vector = file.newDeletionVector();
            replaced.add(file.fileLogEntry().path());
            written.add(vector.absolutePath(log.delta().dataPath()));
            rows += file.numberOfModifiedRows();
            if (file.isFullyReplaced()) {
                actions.add(file.fileLogEntry().removeWithTimestamp(System.currentTimeMillis(), true));
            } else {
                var update = file.fileLogEntry().removeRows(vector, true, true);
                actions.add(update._1());
                actions.add(update._2());
                remaining.add(update._1());
            }
        }
        files.stream().filter(file -> !replaced.contains(file.path())).forEach(remaining::add);
        return new Marked(actions, remaining, written, rows);
    }

    private static Dataset<Row> semiJoin(Dataset<Row> rows, Dataset<Row> keys, List<String> key) {
        String[] names = new String[key.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = "_alluvium_key_" + i;
        }
        Column[] ordered = key.stream().map(name -> keys.col(quoted(name))).toArray(Column[]::new);
        Dataset<Row> renamed = keys.select(ordered).toDF(names);
        Column same = functions.lit(true);
        for (int i = 0; i < names.length; i++) {
            same = same.and(rows.col(quoted(key.get(i))).eqNullSafe(renamed.col(names[i])));
        }
        return rows.join(renamed, same, "left_semi");
    }

    private Column[] columns(Dataset<Row> rows) {
        return key.stream().map(name -> rows.col(quoted(name))).toArray(Column[]::new);
    }

    private static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    @Override
    public void close() {
        matched.unpersist(false);
    }
}
