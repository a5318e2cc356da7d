package io.alluvium.plan;

import io.alluvium.domain.InputVersion;
import io.alluvium.domain.TableName;
import io.alluvium.model.Model;
import io.alluvium.model.Strategy;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Decides what is done to a model's table; the plan and the run ask the same questions here. */
public final class Planner {

    /**
     * Decides before the run, when inputs of the same run may still change.
     *
     * @param mayChange tables that an earlier step of the run may change
     * @param impossible tables that cannot be made in this run and do not exist
     */
    public Decision foresee(Model model, ModelFact fact, Set<TableName> mayChange, Set<TableName> impossible) {
        Set<TableName> reads = new LinkedHashSet<>();
        model.reads().forEach(read -> reads.add(read.table()));
        Optional<TableName> missing =
                reads.stream().filter(impossible::contains).findFirst();
        if (missing.isPresent()) {
            return new Decision(Decision.Mode.BLOCKED, "by " + missing.get(), Set.of(), false);
        }
        Decision now = decide(model, fact);
        if (now.mode() != Decision.Mode.SKIP) {
            return now;
        }
        Set<TableName> awaited = new TreeSet<>(reads);
        awaited.retainAll(mayChange);
        return awaited.isEmpty()
                ? now
                : new Decision(changedMode(model), "if " + names(awaited) + " changes", awaited, false);
    }

    /** Decides when all inputs are as they will be read. */
    public Decision decide(Model model, ModelFact fact) {
        Optional<String> rebuild = reasonToRebuild(fact);
        if (fact.current().isEmpty()) {
            return new Decision(Decision.Mode.FULL, "new table", Set.of(), false);
        }
        if (rebuild.isPresent()) {
            return new Decision(Decision.Mode.FULL, rebuild.get(), Set.of(), true);
        }
        Map<TableName, InputVersion> before = fact.published().orElseThrow().inputs();
        Set<TableName> changed = new TreeSet<>();
        fact.inputs().forEach((table, version) -> {
            if (!version.equals(before.get(table))) {
                changed.add(table);
            }
        });
        return changed.isEmpty()
                ? new Decision(Decision.Mode.SKIP, "no input changed", Set.of(), false)
                : new Decision(changedMode(model), names(changed) + " changed", Set.of(), false);
    }

    private static Optional<String> reasonToRebuild(ModelFact fact) {
        if (fact.current().isEmpty()) {
            return Optional.of("new table");
        }
        if (fact.published().isEmpty()
                || !fact.published().get().tableId().equals(fact.current().get().tableId())) {
            return Optional.of("its journal is gone");
        }
        ModelFact.Published published = fact.published().get();
        Optional<String> changed = published.definition().difference(fact.definition());
        if (changed.isPresent()) {
            return changed;
        }
        if (published.version().isPresent()
                && published.version().get() != fact.current().get().version()) {
            return Optional.of("changed from outside");
        }
        return published.inputs().entrySet().stream()
                .filter(input -> !Optional.ofNullable(fact.inputs().get(input.getKey()))
                        .map(InputVersion::tableId)
                        .equals(Optional.of(input.getValue().tableId())))
                .findFirst()
                .map(input -> input.getKey()
                        + (fact.inputs().containsKey(input.getKey()) ? " was rebuilt" : " is made anew"));
    }

    private static Decision.Mode changedMode(Model model) {
        return model.strategy() == Strategy.APPLY ? Decision.Mode.APPLY : Decision.Mode.FULL;
    }

    private static String names(Set<TableName> tables) {
        String first = tables.iterator().next().toString();
        return tables.size() == 1 ? first : first + " and " + (tables.size() - 1) + " more";
    }
}
