package io.alluvium.transform;

import static org.apache.spark.sql.functions.col;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.lake.LakeSession;
import io.alluvium.lake.TableChange;
import io.alluvium.model.Model;
import io.alluvium.raw.RawColumns;
import io.alluvium.spark.SqlNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The current rows of a raw log, all of them or those of the keys that its new batches touch, staged. */
final class ApplyRecipe {
    private final LakeSession lake;

    ApplyRecipe(LakeSession lake) {
        this.lake = lake;
    }

    /**
     * @param session the step's session, in which the raw table is pinned
     * @throws AlluviumException UNKNOWN_COLUMN, MODEL_ANALYSIS, APPLY_SHAPE, FRONT_MATTER where the order of versions can
     *     only be wrong
     */
    Candidate prepare(SparkSession session, Task task) {
        Model model = task.model();
        TableName raw = model.reads().get(0).table();
        Task.ChangeLog log = task.log().orElseThrow();
        Dataset<Row> all = session.table(raw.toString());
        Query query = new Query(session, model, task.parameters(), task.at());
        Map<String, String> key =
                Selection.of(model, query.rowsOver(raw, all), raw).key(log.key());
        List<String> sequence = model.sequenceBy().isEmpty() ? log.sequence() : model.sequenceBy();
        CurrentRows current = new CurrentRows(
                List.copyOf(key.values()),
                sequence,
                model.deleteWhen().map(condition -> rows -> query.withoutDeleted(condition, raw, rows)));
        refuseUnknown(model, raw, all.columns());
        TextSequence text = new TextSequence(model, raw, sequence, all);
        List<String> names = List.copyOf(key.keySet());
        Dataset<Row> versions = readable(all);
        Dataset<Row> fresh = task.since()
                .map(since -> all.where(col(RawColumns.BATCH).gt(since)))
                .orElse(all);
        long unreadable = unreadable(fresh);
        TableChange change;
        if (task.since().isEmpty()) {
            text.check(versions);
            change = new TableChange.ReplaceAll(query.rowsOver(raw, current.of(versions)));
        } else {
            Dataset<Row> keys = keys(readable(fresh), key);
            Dataset<Row> touched = versions.join(keys, sameKey(versions, keys, key), "left_semi");
            text.check(touched);
            change = new TableChange.Upsert(query.rowsOver(raw, current.of(touched)), keys, names);
        }
        return new Candidate(
                model,
                names,
                task.parameters(),
                task.at(),
                lake.stage(session, model.name(), task.base(), change, task.mark()),
                Optional.of(new KeylessRows(raw, List.copyOf(key.values()), readable(fresh))),
                unreadable);
    }

    /** The rows that are versions of something: what was kept as text has no key and no value. */
    private static Dataset<Row> readable(Dataset<Row> log) {
        return keepsUnreadable(log) ? log.where(col(RawColumns.CORRUPT).isNull()) : log;
    }

    private static long unreadable(Dataset<Row> log) {
        return keepsUnreadable(log)
                ? log.where(col(RawColumns.CORRUPT).isNotNull()).count()
                : 0;
    }

    private static boolean keepsUnreadable(Dataset<Row> log) {
        return Arrays.asList(log.columns()).contains(RawColumns.CORRUPT);
    }

    private static void refuseUnknown(Model model, TableName raw, String[] columns) {
        List<Problem> problems = model.sequenceBy().stream()
                .filter(name -> Arrays.stream(columns).noneMatch(name::equalsIgnoreCase))
                .map(name -> Problem.of(
                                ErrorCode.UNKNOWN_COLUMN,
                                "sequence_by of " + model.name() + " names a column that " + raw + " has not: " + name)
                        .at(model.place())
                        .didYouMean(DidYouMean.amongNames(List.of(columns), name)))
                .toList();
        if (!problems.isEmpty()) {
            throw new AlluviumException(problems);
        }
    }

    /** The keys of some versions, in the model's column names. */
    private static Dataset<Row> keys(Dataset<Row> versions, Map<String, String> key) {
        List<Column> columns = new ArrayList<>();
        key.forEach((name, raw) -> columns.add(SqlNames.column(raw).as(name)));
        return versions.select(columns.toArray(Column[]::new)).distinct();
    }

    private static Column sameKey(Dataset<Row> versions, Dataset<Row> keys, Map<String, String> key) {
        return key.entrySet().stream()
                .map(entry -> versions.col(SqlNames.quoted(entry.getValue()))
                        .eqNullSafe(keys.col(SqlNames.quoted(entry.getKey()))))
                .reduce(Column::and)
                .orElseThrow();
    }
}
