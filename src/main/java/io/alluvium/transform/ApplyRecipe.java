package io.alluvium.transform;

import static org.apache.spark.sql.functions.col;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.lake.HeldKeys;
import io.alluvium.lake.LakeSession;
import io.alluvium.lake.PinnedFile;
import io.alluvium.lake.PinnedFiles;
import io.alluvium.lake.TableChange;
import io.alluvium.model.Model;
import io.alluvium.model.Strategy;
import io.alluvium.raw.RawColumns;
import io.alluvium.spark.SqlNames;
import io.alluvium.spark.query.CarriedColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The current rows of a raw log, all of them or those of the keys that its new batches touch, staged. */
final class ApplyRecipe {
    /** Of so many files it costs less to read them all than to ask which ones have to be read. */
    static final int WORTH_CHOOSING = 64;

    private final LakeSession lake;
    private final int worthChoosing;

    /** @param worthChoosing from how many files on those are chosen that have to be read */
    ApplyRecipe(LakeSession lake, int worthChoosing) {
        this.lake = lake;
        this.worthChoosing = worthChoosing;
    }

    /**
     * @param session the step's session, in which the raw table is pinned
     * @throws AlluviumException UNKNOWN_COLUMN, MODEL_ANALYSIS, APPLY_SHAPE, FRONT_MATTER where the order of versions can
     *     only be wrong
     */
    Candidate prepare(SparkSession session, Task task) {
        Computed computed = computed(session, task);
        Model model = task.model();
        TableName raw = model.reads().get(0).table();
        long unreadable = unreadable(computed.versions().fresh());
        return new Candidate(
                model,
                List.copyOf(computed.key().keySet()),
                task.parameters(),
                task.at(),
                lake.stage(session, model.name(), task.base(), computed.change(), task.mark()),
                Optional.of(new KeylessRows(
                        raw,
                        List.copyOf(computed.key().values()),
                        readable(computed.versions().fresh()))),
                unreadable);
    }

    /** The rows that the table has after the task, where it computes all of them. */
    Dataset<Row> rows(SparkSession session, Task task) {
        return computed(session, task).change().rows();
    }

    /** @param key raw columns by the model's names */
    private record Computed(TableChange change, Map<String, String> key, Versions versions) {}

    private Computed computed(SparkSession session, Task task) {
        Model model = task.model();
        TableName raw = model.reads().get(0).table();
        Task.ChangeLog log = task.log().orElseThrow();
        Optional<PinnedFiles> files = task.since().flatMap(since -> PinnedFiles.of(session, raw));
        Dataset<Row> all = files.map(known -> known.rows(known.files())).orElseGet(() -> session.table(raw.toString()));
        Query query = new Query(session, task);
        Map<String, String> key =
                Selection.of(model, query.rowsOver(raw, all), raw).key(log.key());
        List<String> sequence = model.sequenceBy().isEmpty() ? log.sequence() : model.sequenceBy();
        refuseUnknown(model, raw, all.columns());
        TextSequence text = new TextSequence(model, raw, sequence, all);
        Versions versions = task.since()
                .map(since -> files.map(known -> needed(
                                known,
                                since,
                                key,
                                sequence,
                                text,
                                history(model).isPresent()))
                        .orElseGet(() -> Versions.of(all, since)))
                .orElseGet(() -> new Versions(all, readable(all), List.of()));
        UnaryOperator<Dataset<Row>> select = select(model, raw, query, key, sequence);
        TableChange change = task.since().isEmpty()
                ? rebuilt(versions, text, select)
                : changed(versions, key, text, select, history(model).isPresent());
        return new Computed(change, key, versions);
    }

    private static Optional<Strategy.History> history(Model model) {
        return model.apply().flatMap(Strategy.Apply::history);
    }

    /** What the table holds of some versions. */
    private static UnaryOperator<Dataset<Row>> select(
            Model model, TableName raw, Query query, Map<String, String> key, List<String> sequence) {
        List<String> columns = List.copyOf(key.values());
        Optional<UnaryOperator<Dataset<Row>>> living =
                model.deleteWhen().map(condition -> rows -> query.withoutDeleted(condition, raw, rows));
        CurrentRows current = new CurrentRows(columns, sequence, living);
        HistoryRows intervals = new HistoryRows(columns, sequence, living);
        return history(model)
                .<UnaryOperator<Dataset<Row>>>map(history -> rows -> HistoryRows.named(
                        HistoryRows.merged(
                                CarriedColumns.beside(
                                        query.rowsOver(raw, intervals.of(rows)),
                                        raw,
                                        List.of(HistoryRows.FROM, HistoryRows.TO)),
                                List.copyOf(key.keySet()),
                                history.tracked()),
                        history))
                .orElse(rows -> query.rowsOver(raw, current.of(rows)));
    }

    /**
     * What is read of a raw log.
     *
     * @param fresh the rows of the batches that are new to the table
     * @param read versions, all those among them that can decide on a key of {@code fresh}
     * @param unread bounds of text sequence columns in what is not read
     */
    private record Versions(Dataset<Row> fresh, Dataset<Row> read, List<Row> unread) {
        static Versions of(Dataset<Row> log, long since) {
            return new Versions(after(log, since), readable(log), List.of());
        }
    }

    private static Dataset<Row> after(Dataset<Row> log, long since) {
        return log.where(col(RawColumns.BATCH).gt(since));
    }

    private Versions needed(
            PinnedFiles files,
            long since,
            Map<String, String> key,
            List<String> sequence,
            TextSequence text,
            boolean isHistory) {
        NeededVersions needed = new NeededVersions(files, since, List.copyOf(key.values()), sequence, text.columns());
        Dataset<Row> fresh = after(needed.freshFiles(), since);
        if (files.files().size() < worthChoosing) {
            return new Versions(fresh, readable(files.rows(files.files())), List.of());
        }
        List<PinnedFile> read = isHistory ? needed.filesOfKeys(readable(fresh)) : needed.files(readable(fresh));
        return new Versions(fresh, readable(files.rows(read)), needed.textsBeside(read));
    }

    private static TableChange rebuilt(Versions versions, TextSequence text, UnaryOperator<Dataset<Row>> select) {
        text.check(versions.read(), versions.unread());
        return new TableChange.ReplaceAll(select.apply(versions.read()));
    }

    private static TableChange changed(
            Versions versions,
            Map<String, String> key,
            TextSequence text,
            UnaryOperator<Dataset<Row>> select,
            boolean isHistory) {
        Dataset<Row> keys = keys(readable(versions.fresh()), key);
        Optional<HeldKeys> held = HeldKeys.of(keys, List.copyOf(key.keySet()));
        Dataset<Row> read = held.map(few -> versions.read().where(few.bounds(versions.read(), key)))
                .orElse(versions.read());
        Dataset<Row> touched = held.filter(HeldKeys::areBounds).isPresent()
                ? read
                : within(read, held.map(few -> few.rows(keys.sparkSession())).orElse(keys), key);
        text.check(touched, versions.unread());
        TableChange.ReplaceKeys.Most most =
                isHistory ? TableChange.ReplaceKeys.Most.MANY : TableChange.ReplaceKeys.Most.ONE;
        Dataset<Row> rows = select.apply(touched);
        return held.map(few -> new TableChange.ReplaceKeys(rows, few, most))
                .orElseGet(() -> new TableChange.ReplaceKeys(rows, keys, List.copyOf(key.keySet()), most));
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

    private static Dataset<Row> within(Dataset<Row> versions, Dataset<Row> keys, Map<String, String> key) {
        Column same = key.entrySet().stream()
                .map(entry -> versions.col(SqlNames.quoted(entry.getValue()))
                        .eqNullSafe(keys.col(SqlNames.quoted(entry.getKey()))))
                .reduce(Column::and)
                .orElseThrow();
        return versions.join(keys, same, "left_semi");
    }
}
