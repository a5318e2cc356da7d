package io.alluvium.lake;

import io.alluvium.spark.query.SmallQueries;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of a table that leave it where others come: marked as deleted, or left out of files that are written anew. Where
 * their keys are few the driver looks for them and knows afterwards what changed; one query finds them otherwise.
 */
final class Leaving {
    private final SparkSession session;
    private final TableLog log;
    private final TableTransaction transaction;
    private final List<AddFile> files;
    private final List<AddFile> written;
    private final StructType coming;

    /**
     * @param files the table's data files, all of them
     * @param written the files of the rows that come
     * @param coming the columns of these
     */
    Leaving(
            SparkSession session,
            TableLog log,
            TableTransaction transaction,
            List<AddFile> files,
            List<AddFile> written,
            StructType coming) {
        this.session = session;
        this.log = log;
        this.transaction = transaction;
        this.files = files;
        this.written = written;
        this.coming = coming;
    }

    /** @param changes what came and what went, where it is known */
    record Left(DeletionMarks.Marked marked, Optional<HeldChanges> changes) {
        static Left of(DeletionMarks.Marked marked) {
            return new Left(marked, Optional.empty());
        }
    }

    /** @param marks whether rows may be marked, and files need not be written anew */
    Left of(TableChange change, boolean marks) {
        if (files.isEmpty()) {
            return Left.of(new DeletionMarks.Marked(List.of(), List.of(), Set.of(), 0, 0));
        }
        if (marks && change instanceof TableChange.ReplaceKeys keys) {
            Optional<Left> found =
                    keys.held().or(() -> HeldKeys.of(keys.keys(), keys.key())).flatMap(this::of);
            if (found.isPresent()) {
                return found.get();
            }
        }
        Removal removal = removal(change);
        DeletionMarks deletions = new DeletionMarks(log, files);
        return Left.of(
                marks
                        ? deletions.mark(session, transaction, deletions.found(removal))
                        : new RemovalRewrite(log, files).write(transaction, removal));
    }

    private Removal removal(TableChange change) {
        return change instanceof TableChange.ReplaceRange range
                ? new RangeRemoval(range)
                : new KeyRemoval((TableChange.ReplaceKeys) change, rows());
    }

    /** The rows that come, as they were written. */
    private Dataset<Row> rows() {
        return StagedChange.read(session, log, written, coming);
    }

    private Optional<Left> of(HeldKeys keys) {
        if (!keys.isOf(coming) || StagedChange.count(written) > KeySearch.MOST) {
            return Optional.empty();
        }
        Optional<List<Row>> came =
                written.isEmpty() ? Optional.of(List.of()) : SmallQueries.collected(rows(), KeySearch.MOST);
        return came.flatMap(rows -> new KeySearch(log, keys)
                .among(files, counted(keys, rows))
                .map(found -> new Left(
                        new DeletionMarks(log, files).mark(session, transaction, found.files()),
                        changes(rows, found.rows()))));
    }

    private Map<List<Object>, Long> counted(HeldKeys keys, List<Row> rows) {
        int[] places = keys.names().stream().mapToInt(coming::fieldIndex).toArray();
        Map<List<Object>, Long> counts = new HashMap<>();
        rows.forEach(row -> counts.merge(HeldKeys.key(row, places), 1L, Long::sum));
        return counts;
    }

    private Optional<HeldChanges> changes(List<Row> came, List<Row> went) {
        StructType before = log.version().schema();
        StructType after = transaction.delta().metadata().schema();
        boolean isSame = Arrays.stream(before.fieldNames()).toList().equals(Arrays.asList(after.fieldNames()));
        return isSame && HeldChanges.canHold(after)
                ? Optional.of(new HeldChanges(after, HeldChanges.aligned(came, coming, after), went))
                : Optional.empty();
    }
}
