package io.alluvium.lake;

import io.alluvium.spark.SqlNames;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.functions;

/**
 * Writes a table again without the rows that have one of the given keys. It costs the whole table with each change and
 * serves those alone whose rows cannot be marked, because a column takes the name that Spark and Delta need for it.
 */
final class KeyedRewrite {
    private final TableLog log;
    private final List<AddFile> files;
    private final List<String> key;

    /** @param files the table's data files, all of them */
    KeyedRewrite(TableLog log, List<AddFile> files, List<String> key) {
        this.log = log;
        this.files = files;
        this.key = key;
    }

    /**
     * @param keys of the rows to leave out
     * @param successors the rows that come instead; only their keys are read
     */
    DeletionMarks.Marked write(TableTransaction transaction, Dataset<Row> keys, Dataset<Row> successors) {
        Dataset<Row> table = log.rows(files);
        long replaced =
                table.join(successors, same(table, successors), "left_semi").count();
        List<AddFile> kept = transaction.write(table.join(keys, same(table, keys), "left_anti"));
        List<FileAction> actions = new ArrayList<>(kept);
        files.forEach(file -> actions.add(file.removeWithTimestamp(System.currentTimeMillis(), true)));
        Set<Path> written = new LinkedHashSet<>();
        kept.forEach(file -> written.add(file.absolutePath(log.delta())));
        return new DeletionMarks.Marked(
                actions, kept, written, StagedChange.count(files) - StagedChange.count(kept), replaced);
    }

    private Column same(Dataset<Row> table, Dataset<Row> rows) {
        Column same = functions.lit(true);
        for (String name : key) {
            String quoted = SqlNames.quoted(name);
            same = same.and(table.col(quoted).eqNullSafe(rows.col(quoted)));
        }
        return same;
    }
}
