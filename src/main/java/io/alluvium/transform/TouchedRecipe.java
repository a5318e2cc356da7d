package io.alluvium.transform;

import io.alluvium.domain.TableName;
import io.alluvium.failure.Causes;
import io.alluvium.lake.HeldKeys;
import io.alluvium.lake.LakeSession;
import io.alluvium.lake.TableChange;
import io.alluvium.model.Model;
import io.alluvium.spark.SqlNames;
import io.alluvium.spark.change.ChangedQuery;
import io.alluvium.spark.change.Obstacle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;

/**
 * The rows whose keys a change of inputs touches, computed again by the model's own SELECT, in the place of those that
 * the table has. Where that turns out to be impossible or to be most of the table, all rows are computed, and the candidate
 * says why.
 */
final class TouchedRecipe {
    /** A table of which more than this share of rows is touched is computed as a whole. */
    private static final double MOST = 0.3;

    private final LakeSession lake;

    TouchedRecipe(LakeSession lake) {
        this.lake = lake;
    }

    Candidate prepare(SparkSession session, Task task, Task.Extent.Touched extent) {
        Dataset<Row> rows = new Query(session, task).rows();
        Set<TableName> changed = new HashSet<>();
        extent.changed().keySet().forEach(version -> changed.add(version.name()));
        ChangedQuery query = ChangedQuery.of(rows, tables(task, extent, changed));
        Optional<String> obstacle = query.obstacle()
                .map(Obstacle::toString)
                .or(() -> Optional.of("its columns changed").filter(text -> hasOtherColumns(task, rows)));
        if (obstacle.isPresent()) {
            return whole(session, task, rows, obstacle.get());
        }
        Map<TableName, Dataset<Row>> changes = new HashMap<>();
        try {
            extent.changed()
                    .forEach((version, since) -> changes.put(
                            version.name(),
                            ChangeSet.of(lake, session, version, since, query.columns(version.name()))));
        } catch (Exception e) {
            Optional<String> condition = condition(e);
            if (condition.isEmpty()) {
                throw e;
            }
            return whole(session, task, rows, "what happened to an input cannot be read: " + condition.get());
        }
        return touched(
                session,
                task,
                rows,
                new Keys(
                        query.key(),
                        query.touched(changes, before(session, extent)).distinct()));
    }

    private Function<TableName, Dataset<Row>> before(SparkSession session, Task.Extent.Touched extent) {
        return table -> extent.changed().entrySet().stream()
                .filter(input -> input.getKey().name().equals(table))
                .map(input -> lake.before(session, input.getKey(), input.getValue()))
                .findFirst()
                .orElseThrow();
    }

    private static ChangedQuery.Tables tables(Task task, Task.Extent.Touched extent, Set<TableName> changed) {
        Set<TableName> all = new HashSet<>(changed);
        task.model().reads().stream().map(Model.Read::table).forEach(all::add);
        all.addAll(extent.keys().keySet());
        task.views().forEach(view -> all.remove(view.name()));
        return new ChangedQuery.Tables(all, changed, extent.keys(), task.model().key());
    }

    /** @param rows the keys of touched rows, each once */
    private record Keys(List<String> names, Dataset<Row> rows) {}

    private Candidate touched(SparkSession session, Task task, Dataset<Row> rows, Keys keys) {
        Optional<HeldKeys> few;
        try {
            few = HeldKeys.collected(keys.rows(), keys.names());
        } catch (Exception e) {
            Optional<String> condition = condition(e);
            if (condition.isEmpty()) {
                throw e;
            }
            return whole(session, task, rows, "touched rows cannot be looked for: " + condition.get());
        }
        int found = few.map(HeldKeys::count).orElse(HeldKeys.MOST);
        if (found == 0) {
            return Candidate.unchanged(lake, session, task);
        }
        OptionalLong stored = lake.lake().size(task.base().orElseThrow()).rows();
        if (!task.model().isStrict() && found > MOST * stored.orElse(Long.MAX_VALUE)) {
            return whole(session, task, rows, "most of it is touched");
        }
        TableChange change = few.map(held -> change(session, rows, held))
                .orElseGet(() -> new TableChange.ReplaceKeys(
                        within(rows, keys.rows(), keys.names()),
                        keys.rows(),
                        keys.names(),
                        TableChange.ReplaceKeys.Most.MANY));
        return Candidate.staged(lake, session, task, change);
    }

    private static TableChange change(SparkSession session, Dataset<Row> rows, HeldKeys keys) {
        Dataset<Row> narrowed = rows.where(keys.bounds(rows));
        return new TableChange.ReplaceKeys(
                keys.areBounds() ? narrowed : within(narrowed, keys.rows(session), keys.names()),
                keys,
                TableChange.ReplaceKeys.Most.MANY);
    }

    private Candidate whole(SparkSession session, Task task, Dataset<Row> rows, String why) {
        return Candidate.staged(lake, session, task, new TableChange.ReplaceAll(rows))
                .asWhole(why);
    }

    /** A column that came by {@code select *} has a value in the rows that are not touched too. */
    private static boolean hasOtherColumns(Task task, Dataset<Row> rows) {
        StructType stored = task.base().orElseThrow().schema();
        return stored.length() != rows.schema().length()
                || !Arrays.stream(rows.schema().fields())
                        .allMatch(field -> Arrays.asList(stored.fieldNames()).contains(field.name())
                                && stored.apply(field.name()).dataType().sameType(field.dataType()));
    }

    /** What Spark and Delta call it: a feed that is gone, or a value that fails where other conditions would have kept it out. */
    private static Optional<String> condition(Exception failure) {
        return Causes.of(failure)
                .filter(SparkThrowable.class::isInstance)
                .map(cause -> ((SparkThrowable) cause).getCondition())
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static Dataset<Row> within(Dataset<Row> rows, Dataset<Row> keys, List<String> names) {
        List<Column> renamed = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            renamed.add(keys.col(SqlNames.quoted(names.get(i))).as("_alluvium_k" + i));
        }
        Dataset<Row> wanted = keys.select(renamed.toArray(Column[]::new));
        Column same = functions.lit(true);
        for (int i = 0; i < names.size(); i++) {
            same = same.and(rows.col(SqlNames.quoted(names.get(i))).eqNullSafe(wanted.col("_alluvium_k" + i)));
        }
        return rows.join(wanted, same, "left_semi");
    }
}
