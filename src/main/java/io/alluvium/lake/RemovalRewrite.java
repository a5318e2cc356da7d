package io.alluvium.lake;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.FileAction;
import org.apache.spark.sql.functions;

/**
 * Writes a table again without the rows that a change takes out. It costs the whole table with each change and
 * serves those alone whose rows cannot be marked, because a column takes the name that Spark and Delta need for it.
 */
final class RemovalRewrite {
    private final TableLog log;
    private final List<AddFile> files;

    /** @param files the table's data files, all of them */
    RemovalRewrite(TableLog log, List<AddFile> files) {
        this.log = log;
        this.files = files;
    }

    DeletionMarks.Marked write(TableTransaction transaction, Removal removal) {
        Dataset<Row> table = log.rows(files);
        long replaced = removal.removed(table)
                .where(functions.col(Removal.REPLACED).isNotNull())
                .count();
        List<AddFile> kept = transaction.write(removal.kept(table));
        List<FileAction> actions = new ArrayList<>(kept);
        files.forEach(file -> actions.add(file.removeWithTimestamp(System.currentTimeMillis(), true)));
        return new DeletionMarks.Marked(
                actions, kept, log.paths(kept), StagedChange.count(files) - StagedChange.count(kept), replaced);
    }
}
