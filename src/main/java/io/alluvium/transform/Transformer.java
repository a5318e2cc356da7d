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
import io.alluvium.model.Strategy;
import io.alluvium.raw.RawColumns;
import io.alluvium.spark.SqlNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Computes a model's next version and stages it. */
public final class Transformer {
    private final LakeSession lake;

    public Transformer(LakeSession lake) {
        this.lake = lake;
    }

    /**
     * @param session the step's session, in which the model's inputs are pinned
     * @throws io.alluvium.failure.AlluviumException UNKNOWN_COLUMN, MODEL_ANALYSIS, APPLY_SHAPE
     */
    public Candidate prepare(SparkSession session, Task task) {
        return task.model().strategy() == Strategy.APPLY ? apply(session, task) : full(session, task);
    }

    private Candidate full(SparkSession session, Task task) {
        Model model = task.model();
        Dataset<Row> rows = new Query(session, model, task.parameters(), task.at()).rows();
        return stage(session, task, new TableChange.ReplaceAll(rows), model.key());
    }

    private Candidate apply(SparkSession session, Task task) {
        Model model = task.model();
        TableName raw = model.reads().get(0).table();
        Task.ChangeLog log = task.log().orElseThrow();
        Dataset<Row> versions = session.table(raw.toString());
        Query query = new Query(session, model, task.parameters(), task.at());
        Map<String, String> key =
                Selection.of(model, query.rowsOver(raw, versions), raw).key(log.key());
        CurrentRows current = new CurrentRows(
                List.copyOf(key.values()),
                model.sequenceBy().isEmpty() ? log.sequence() : model.sequenceBy(),
                model.deleteWhen().map(condition -> rows -> query.withoutDeleted(condition, raw, rows)));
        refuseUnknown(model, raw, versions.columns());
        List<String> names = List.copyOf(key.keySet());
        if (task.since().isEmpty()) {
            Dataset<Row> rows = query.rowsOver(raw, current.of(versions));
            return stage(session, task, new TableChange.ReplaceAll(rows), names);
        }
        Dataset<Row> keys = changedKeys(versions, key, task.since().get());
        Dataset<Row> touched = versions.join(keys, sameKey(versions, keys, key), "left_semi");
        Dataset<Row> rows = query.rowsOver(raw, current.of(touched));
        return stage(session, task, new TableChange.Upsert(rows, keys, names), names);
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

    /** The keys of all versions that came after a batch, in the model's column names. */
    private static Dataset<Row> changedKeys(Dataset<Row> versions, Map<String, String> key, long since) {
        List<Column> columns = new ArrayList<>();
        key.forEach((name, raw) -> columns.add(SqlNames.column(raw).as(name)));
        return versions.where(col(RawColumns.BATCH).gt(since))
                .select(columns.toArray(Column[]::new))
                .distinct();
    }

    private static Column sameKey(Dataset<Row> versions, Dataset<Row> keys, Map<String, String> key) {
        return key.entrySet().stream()
                .map(entry -> versions.col(SqlNames.quoted(entry.getValue()))
                        .eqNullSafe(keys.col(SqlNames.quoted(entry.getKey()))))
                .reduce(Column::and)
                .orElseThrow();
    }

    private Candidate stage(SparkSession session, Task task, TableChange change, List<String> key) {
        Staged staged = lake.stage(session, task.model().name(), task.base(), change, task.mark());
        return new Candidate(task.model(), key, task.parameters(), task.at(), staged);
    }
}
