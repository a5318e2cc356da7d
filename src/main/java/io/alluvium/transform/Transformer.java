package io.alluvium.transform;

import static org.apache.spark.sql.functions.col;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.lake.LakeSession;
import io.alluvium.lake.Staged;
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
import org.apache.spark.sql.functions;

/** Computes a model's next version and stages it. */
public final class Transformer {
    private final LakeSession lake;

    public Transformer(LakeSession lake) {
        this.lake = lake;
    }

    /**
     * @param session the step's session, in which the model's inputs are pinned
     * @throws io.alluvium.failure.AlluviumException UNKNOWN_COLUMN, MODEL_ANALYSIS, APPLY_SHAPE, FRONT_MATTER where the
     *     order of versions can only be wrong
     */
    public Candidate prepare(SparkSession session, Task task) {
        Task.Extent extent = task.extent();
        if (task.model().apply().isPresent()) {
            return apply(session, task);
        }
        if (extent instanceof Task.Extent.Window window) {
            return new WindowRecipe(lake).prepare(session, task, window);
        }
        Query query = new Query(session, task);
        TableChange change;
        if (extent instanceof Task.Extent.Added added) {
            Dataset<Row> came = lake.changes(session, added.driving(), added.since())
                    .where(functions.col(LakeSession.CAME))
                    .drop(LakeSession.CAME);
            change = new TableChange.Append(query.rowsOver(added.driving().name(), came));
        } else {
            change = new TableChange.ReplaceAll(query.rows());
        }
        return Candidate.of(task, staged(session, task, change));
    }

    /** A view's rows, which nobody stores, for its rules to be checked. */
    public Candidate view(SparkSession session, Task task) {
        return Candidate.of(task, new Unstored(new Query(session, task).rows()));
    }

    /** The table as it is, to be described anew. */
    public Candidate described(SparkSession session, Task task) {
        Dataset<Row> none =
                session.createDataFrame(List.of(), task.base().orElseThrow().schema());
        return Candidate.of(task, staged(session, task, new TableChange.Append(none)));
    }

    private Candidate apply(SparkSession session, Task task) {
        Model model = task.model();
        TableName raw = model.reads().get(0).table();
        Task.ChangeLog log = task.log().orElseThrow();
        Dataset<Row> all = session.table(raw.toString());
        Query query = new Query(session, task);
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
            change = new TableChange.ReplaceKeys(query.rowsOver(raw, current.of(touched)), keys, names);
        }
        return new Candidate(
                model,
                names,
                task.parameters(),
                task.at(),
                staged(session, task, change),
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

    private Staged staged(SparkSession session, Task task, TableChange change) {
        return lake.stage(session, task.model().name(), task.base(), change, task.mark());
    }
}
