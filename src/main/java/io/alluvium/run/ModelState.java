package io.alluvium.run;

import io.alluvium.domain.InputVersion;
import io.alluvium.domain.TableName;
import io.alluvium.journal.Intent;
import io.alluvium.journal.Outcome;
import io.alluvium.journal.TableJournal;
import io.alluvium.lake.TableVersion;
import io.alluvium.model.Definition;
import io.alluvium.model.Model;
import io.alluvium.plan.ModelFact;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Where a model's table stands.
 *
 * @param inputs the tables it reads, as they are now
 * @param pending the newest intent for this table that was not committed
 * @param nextNumber the number of the next new publish
 */
record ModelState(
        Optional<TableVersion> current,
        Map<TableName, TableVersion> inputs,
        ModelFact fact,
        Optional<Intent.Publish> pending,
        long nextNumber) {

    static ModelState of(Glance glance, Model model, Definition definition) {
        TableJournal journal = glance.journal(model.name());
        Optional<TableVersion> current = glance.current(model.name());
        Map<TableName, TableVersion> inputs = new TreeMap<>();
        Map<TableName, InputVersion> versions = new TreeMap<>();
        model.reads()
                .forEach(read -> glance.current(read.table()).ifPresent(version -> {
                    inputs.put(read.table(), version);
                    versions.put(read.table(), glance.inputVersion(version));
                }));
        OptionalLong committed = glance.committed(model.name());
        Optional<ModelFact.Published> published =
                current.flatMap(version -> journal.intent(committed, version.tableId())
                        .map(intent -> published(journal, (Intent.Publish) intent)));
        Optional<Intent.Publish> pending = current.flatMap(version -> journal.newestFirst(version.tableId())
                .findFirst()
                .map(Intent.Publish.class::cast)
                .filter(intent -> intent.number() > committed.orElse(0)));
        pending.ifPresent(intent -> Warehouse.outcome(journal, intent));
        ModelFact fact = new ModelFact(
                definition, current.map(version -> Warehouse.inputVersion(version, committed)), published, versions);
        long next = Math.max(journal.nextNumber(), committed.orElse(0) + 1);
        return new ModelState(current, inputs, fact, pending, next);
    }

    private static ModelFact.Published published(TableJournal journal, Intent.Publish intent) {
        OptionalLong version =
                journal.outcome(intent.number()).map(Outcome::version).orElse(OptionalLong.empty());
        return new ModelFact.Published(
                intent.tableId(),
                version.isPresent() ? Optional.of(version.getAsLong()) : Optional.empty(),
                intent.definition(),
                intent.inputs());
    }
}
