package io.alluvium.run;

import io.alluvium.domain.InputVersion;
import io.alluvium.domain.TableName;
import io.alluvium.journal.Intent;
import io.alluvium.journal.Outcome;
import io.alluvium.journal.TableJournal;
import io.alluvium.lake.TableNews;
import io.alluvium.lake.TableVersion;
import io.alluvium.model.Definition;
import io.alluvium.model.Model;
import io.alluvium.model.Strategy;
import io.alluvium.plan.Follower;
import io.alluvium.plan.ModelFact;
import io.alluvium.raw.Ownership;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Where a model's table stands.
 *
 * @param inputs the tables it reads, as the run reads them
 * @param pending the newest intent for this table that was not committed
 * @param nextNumber the number of the next new publish
 */
record ModelState(
        Optional<TableVersion> current,
        Map<TableName, Pin> inputs,
        ModelFact fact,
        Optional<Intent.Publish> pending,
        long nextNumber) {
    /** In the place of a Delta table's id, for what is journalled of a view. */
    static final String VIEW = "view";

    /**
     * @param glance shows the table itself
     * @param pins of the tables that the model reads
     * @param parameters the values of its markers, and the logical time
     */
    static ModelState of(
            Glance glance,
            Function<TableName, Optional<Pin>> pins,
            Model model,
            Definitions definitions,
            Parameters parameters) {
        Map<TableName, Pin> inputs = pinned(pins, definitions.reads(model));
        Definition definition = definitions.definition(
                model, parameters, table -> pins.apply(table).map(Pin::version));
        if (model.strategy() instanceof Strategy.View) {
            return ofView(glance, model, inputs, definition);
        }
        TableJournal journal = glance.journal(model.name());
        Optional<TableVersion> current = glance.current(model.name());
        OptionalLong committed = glance.committed(model.name());
        Optional<Intent.Publish> intent = current.flatMap(
                version -> journal.intent(committed, version.tableId()).map(Intent.Publish.class::cast));
        Optional<Intent.Publish> pending = current.flatMap(version -> journal.newestFirst(version.tableId())
                .findFirst()
                .map(Intent.Publish.class::cast)
                .filter(begun -> begun.number() > committed.orElse(0)));
        pending.ifPresent(begun -> Warehouse.outcome(journal, begun));
        long next = Math.max(journal.nextNumber(), committed.orElse(0) + 1);
        Follower follower = model.strategy() instanceof Strategy.Auto
                ? new ModelFollower(glance, definitions, parameters, model, inputs)
                : Follower.NONE;
        ModelFact fact = fact(glance, definition, current, committed, intent, inputs, follower);
        return new ModelState(
                current,
                inputs,
                model.strategy() instanceof Strategy.Partition partition
                        ? WindowState.of(glance, current, committed.orElse(0))
                                .told(fact, partition, glance, inputs, parameters.at())
                        : fact,
                pending,
                next);
    }

    /** A view has no table; what was last checked of it is in its journal. */
    private static ModelState ofView(Glance glance, Model model, Map<TableName, Pin> inputs, Definition definition) {
        TableJournal journal = glance.journal(model.name());
        Optional<Intent.Publish> checked = journal.newestFirst(VIEW)
                .map(Intent.Publish.class::cast)
                .filter(intent -> journal.outcome(intent.number()).isPresent())
                .findFirst();
        ModelFact fact =
                fact(glance, definition, Optional.empty(), OptionalLong.empty(), checked, inputs, Follower.NONE);
        return new ModelState(Optional.empty(), inputs, fact, Optional.empty(), journal.nextNumber());
    }

    private static Map<TableName, Pin> pinned(Function<TableName, Optional<Pin>> pins, Set<TableName> reads) {
        Map<TableName, Pin> inputs = new TreeMap<>();
        reads.forEach(read -> pins.apply(read).ifPresent(pin -> inputs.put(read, pin)));
        return inputs;
    }

    private static ModelFact fact(
            Glance glance,
            Definition definition,
            Optional<TableVersion> current,
            OptionalLong committed,
            Optional<Intent.Publish> intent,
            Map<TableName, Pin> inputs,
            Follower follower) {
        Map<TableName, InputVersion> before = intent.map(Intent.Publish::inputs).orElse(Map.of());
        return new ModelFact(
                definition,
                current.map(version -> Warehouse.inputVersion(version, committed)),
                intent.map(
                        publish -> new ModelFact.Published(publish.tableId(), publish.definition(), publish.inputs())),
                current.flatMap(version -> intent.flatMap(publish -> outside(glance, version, publish)))
                        .orElse(TableNews.NONE),
                seen(glance, inputs, before),
                Optional.empty(),
                follower);
    }

    /** @param before the versions that were read when the table was published */
    static Map<TableName, ModelFact.Input> seen(
            Glance glance, Map<TableName, Pin> inputs, Map<TableName, InputVersion> before) {
        Map<TableName, ModelFact.Input> seen = new TreeMap<>();
        inputs.forEach((table, pin) -> seen.put(
                table,
                new ModelFact.Input(
                        pin.input(),
                        Ownership.isLog(pin.version().properties()),
                        Optional.ofNullable(before.get(table))
                                .filter(known ->
                                        known.tableId().equals(pin.version().tableId()))
                                .map(known -> glance.news(pin.version(), known.version())))));
        return seen;
    }

    /** What others did to the table; empty where it is not on record which version was published. */
    private static Optional<TableNews> outside(Glance glance, TableVersion current, Intent.Publish intent) {
        OptionalLong published = glance.journal(current.name())
                .outcome(intent.number())
                .map(Outcome::version)
                .orElse(OptionalLong.empty());
        return published.isPresent() ? Optional.of(glance.news(current, published.getAsLong())) : Optional.empty();
    }

    /** The number that the table shows; 0 before the first. */
    long committed() {
        return fact.current().map(InputVersion::number).orElse(0L);
    }

    /** A table that the model reads and that is there. */
    TableVersion input(TableName table) {
        return Optional.ofNullable(inputs.get(table)).orElseThrow().version();
    }

    /** The versions to read, as an intent writes them down. */
    Map<TableName, InputVersion> versions() {
        Map<TableName, InputVersion> versions = new TreeMap<>();
        inputs.forEach((table, pin) -> versions.put(table, pin.input()));
        return versions;
    }
}
