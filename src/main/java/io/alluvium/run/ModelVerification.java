package io.alluvium.run;

import io.alluvium.domain.InputVersion;
import io.alluvium.domain.TableName;
import io.alluvium.journal.Intent;
import io.alluvium.journal.TableJournal;
import io.alluvium.lake.LakeSession;
import io.alluvium.lake.TableNews;
import io.alluvium.lake.TableVersion;
import io.alluvium.model.Definition;
import io.alluvium.model.Model;
import io.alluvium.model.Strategy;
import io.alluvium.transform.Task;
import io.alluvium.transform.Transformer;
import io.alluvium.verify.RowMultisets;
import io.alluvium.verify.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Holds models' tables to what their queries give over the very inputs, at the very time, that they were made from. Writes
 * nothing.
 */
final class ModelVerification {
    private final Definitions definitions;
    private final Warehouse warehouse;
    private final Spark spark;
    private final PastRuns runs;
    private final Glance glance;

    ModelVerification(Definitions definitions, Warehouse warehouse, Spark spark) {
        this.definitions = definitions;
        this.warehouse = warehouse;
        this.spark = spark;
        this.runs = new PastRuns(warehouse.journal());
        this.glance = new Glance(warehouse);
    }

    /** One verdict a model that has a table. */
    List<Verdict> of(Collection<TableName> chosen) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Model model : definitions.models()) {
            if (chosen.contains(model.name()) && !(model.strategy() instanceof Strategy.View)) {
                verdicts.add(TableFault.within(
                        model.name(),
                        () -> explained(model),
                        fault -> new Verdict.Failed(
                                model.name(), fault.problems().get(0))));
            }
        }
        return verdicts;
    }

    private Verdict explained(Model model) {
        try {
            return verdict(model);
        } catch (Exception e) {
            // Spark throws checked exceptions that no signature declares.
            throw SparkFault.explained(e, model);
        }
    }

    private Verdict verdict(Model model) {
        Optional<TableVersion> current = glance.current(model.name());
        if (current.isEmpty()) {
            return new Verdict.NotCompared(model.name(), "there is no such table yet", true);
        }
        if (model.strategy() instanceof Strategy.Append append
                && !append.frozen().isEmpty()) {
            return new Verdict.NotCompared(
                    model.name(), "not reproducible: its rows have what frozen inputs said when they came", true);
        }
        List<Intent.Publish> made = made(model, current.get());
        if (made.isEmpty()) {
            return new Verdict.NotCompared(model.name(), "its journal is gone", false);
        }
        Dataset<Row> actual = table(current.get());
        if (!RowMultisets.canCompare(actual)) {
            return new Verdict.NotCompared(model.name(), "it has a column of maps", true);
        }
        Optional<Dataset<Row>> expected = Optional.empty();
        for (Intent.Publish intent : made) {
            Optional<String> obstacle = obstacle(model, intent);
            if (obstacle.isPresent()) {
                return new Verdict.NotCompared(model.name(), obstacle.get(), false);
            }
            Dataset<Row> rows = rows(model, intent);
            expected = Optional.of(
                    expected.map(before -> before.unionByName(rows, true)).orElse(rows));
        }
        return RowMultisets.compared(model.name(), expected.orElseThrow(), actual);
    }

    private Dataset<Row> table(TableVersion version) {
        TableName name = version.name();
        return spark.session().session("verify " + name, Map.of(name, version)).table(name.toString());
    }

    /** The publishes whose rows the table has: the last one, or of each window the last one. */
    private List<Intent.Publish> made(Model model, TableVersion table) {
        TableJournal journal = glance.journal(model.name());
        OptionalLong committed = glance.committed(model.name());
        if (!(model.strategy() instanceof Strategy.Partition)) {
            return journal.intent(committed, table.tableId()).stream()
                    .map(Intent.Publish.class::cast)
                    .toList();
        }
        Map<String, Intent.Publish> windows = new LinkedHashMap<>();
        Optional<Intent.Publish> later = Optional.empty();
        for (Intent intent : journal.newestFirst(table.tableId()).toList()) {
            Intent.Publish publish = (Intent.Publish) intent;
            if (isMade(journal, publish, committed.orElse(0), later)) {
                publish.step().window().ifPresent(window -> windows.putIfAbsent(window, publish));
                later = Optional.of(publish);
            }
        }
        return List.copyOf(windows.values());
    }

    /** An outcome may be lost; windows that were looked through together are committed in order. */
    private static boolean isMade(
            TableJournal journal, Intent.Publish intent, long committed, Optional<Intent.Publish> later) {
        return intent.number() == committed
                || intent.number() < committed
                        && (journal.outcome(intent.number()).isPresent()
                                || later.filter(next -> next.number() == intent.number() + 1
                                                && journal.pass(intent.tableId(), intent.number())
                                                        .equals(journal.pass(intent.tableId(), next.number())))
                                        .isPresent());
    }

    /** Why the rows cannot be computed again as they were. */
    private Optional<String> obstacle(Model model, Intent.Publish intent) {
        Definition now = definitions.definition(model, parameters(intent), table -> input(intent, table));
        Optional<String> different = intent.definition().difference(now);
        if (different.isPresent()) {
            return Optional.of("cannot verify: " + different.get() + " since it was made");
        }
        return intent.inputs().keySet().stream()
                .filter(table -> input(intent, table).isEmpty())
                .findFirst()
                .map(table -> "cannot verify: " + table + " is not the table any more that it was made from");
    }

    /** An input at the version that was read. */
    private Optional<TableVersion> input(Intent.Publish intent, TableName table) {
        Optional<InputVersion> read = Optional.ofNullable(intent.inputs().get(table));
        return glance.current(table)
                .filter(now -> read.map(InputVersion::tableId).equals(Optional.of(now.tableId())))
                .map(now -> glance.news(now, read.orElseThrow().version()) == TableNews.NONE
                        ? now
                        : warehouse.lake().earlier(now, read.orElseThrow().version()));
    }

    /** The time that the model's run meant; without its results the time is a matter of the definition alone. */
    private Parameters parameters(Intent.Publish intent) {
        Instant at = runs.record(Optional.of(intent.run().number()))
                .map(run -> run.at())
                .or(() -> Optional.ofNullable(intent.definition().decides().get("value.run_time"))
                        .map(Instant::parse))
                .orElse(Instant.EPOCH);
        return new Parameters(definitions.project().variables(), at);
    }

    private Dataset<Row> rows(Model model, Intent.Publish intent) {
        Map<TableName, TableVersion> inputs = new TreeMap<>();
        intent.inputs().keySet().forEach(table -> input(intent, table).ifPresent(found -> inputs.put(table, found)));
        LakeSession lake = spark.session();
        SparkSession session = lake.session("verify " + model.name(), inputs);
        Parameters parameters = parameters(intent);
        List<Task.View> views = definitions.graph().views(model).stream()
                .map(view -> new Task.View(view.name(), view.sql(), parameters.of(view)))
                .toList();
        Task task = new Task(
                model,
                Optional.empty(),
                extent(model, intent),
                definitions.changeLog(model),
                views,
                parameters.of(model),
                parameters.at(),
                ModelWork.mark(model, intent, intent.run(), definitions, glance.journal(model.name())));
        return new Transformer(lake).rows(session, task);
    }

    private static Task.Extent extent(Model model, Intent.Publish intent) {
        if (model.strategy() instanceof Strategy.Partition partition) {
            Instant start = partition.window().start(intent.step().window().orElseThrow());
            return new Task.Extent.Window(
                    partition.windowBy(), start, partition.window().end(start));
        }
        return new Task.Extent.Whole();
    }
}
