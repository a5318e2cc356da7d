package io.alluvium.run;

import io.alluvium.domain.TableName;
import io.alluvium.lake.LakeSession;
import io.alluvium.model.Model;
import io.alluvium.plan.Explanation;
import io.alluvium.plan.Follower;
import io.alluvium.plan.Following;
import io.alluvium.spark.change.ChangedQuery;
import io.alluvium.spark.change.Rule;
import io.alluvium.spark.query.SchemaQuery;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells by an {@code auto} model's SQL, its inputs' columns and their sizes how it can follow changes. Needs no session. */
final class ModelFollower implements Follower {
    private static final Logger LOG = LoggerFactory.getLogger(ModelFollower.class);

    /**
     * Bytes of inputs' files that are read and computed as a whole about as fast as touched rows are looked for: of 2 MB
     * (B3 at scale 0.03) following one order took 0.7 of the CPU seconds, and less is computed as a whole interpreted.
     */
    private static final long SMALL = 1 << 20;

    private final Glance glance;
    private final Definitions definitions;
    private final Parameters parameters;
    private final Model model;
    private final Map<TableName, Pin> inputs;

    /** @param inputs the tables that the model reads, as the run reads them */
    ModelFollower(
            Glance glance, Definitions definitions, Parameters parameters, Model model, Map<TableName, Pin> inputs) {
        this.glance = glance;
        this.definitions = definitions;
        this.parameters = parameters;
        this.model = model;
        this.inputs = Map.copyOf(inputs);
    }

    @Override
    public Following of(Set<TableName> changed) {
        Optional<Following> without = withoutRules(changed);
        return without.isPresent() ? without.get() : byRules(changed);
    }

    /** What all inputs' changes come to. */
    Explanation explanation(Optional<Duration> last) {
        Set<TableName> changed = inputs.keySet();
        ChangedQuery query = changed(changed);
        Following following = query.obstacle().isPresent()
                ? following(query)
                : withoutRules(changed).orElseGet(() -> following(query));
        List<String> rules = query.rules().stream()
                .map(rule -> rule.operator()
                        + (rule.line().isPresent() ? ", line " + rule.line().getAsInt() : "") + ": " + rule.what())
                .distinct()
                .toList();
        return new Explanation(
                model.name(),
                model.strategy().word(),
                Optional.of(following),
                query.key(),
                rules,
                last,
                Optional.empty());
    }

    private Optional<Following> withoutRules(Set<TableName> changed) {
        Optional<TableName> silent = inputs.entrySet().stream()
                .filter(input -> changed.contains(input.getKey()))
                .filter(input -> !LakeSession.hasChanges(input.getValue().version()))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst();
        if (silent.isPresent()) {
            return Optional.of(new Following.AsWhole(silent.get() + ", which keeps no change feed,", false));
        }
        return !model.isStrict() && isSmall()
                ? Optional.of(new Following.AsWhole("its inputs are small", true))
                : Optional.empty();
    }

    private boolean isSmall() {
        long bytes = 0;
        for (Pin input : inputs.values()) {
            bytes += glance.size(input.version()).bytes();
        }
        return bytes < SMALL;
    }

    /** A query that cannot be analysed is told by the step that computes it, with the place. */
    private Following byRules(Set<TableName> changed) {
        try {
            return following(changed(changed));
        } catch (Exception e) {
            LOG.warn("{} is computed as a whole, for its SQL could not be looked through", model.name(), e);
            return new Following.AsWhole("what could not be looked through", true);
        }
    }

    private ChangedQuery changed(Set<TableName> changed) {
        return ChangedQuery.of(
                query(), new ChangedQuery.Tables(inputs.keySet(), changed, keys(definitions, inputs), model.key()));
    }

    private Following following(ChangedQuery query) {
        if (query.obstacle().isPresent()) {
            return new Following.AsWhole(query.obstacle().get().toString(), false);
        }
        return !model.isStrict() && query.rules().stream().anyMatch(Rule::looksAtAll)
                ? new Following.AsWhole("all rows ask its subquery", true)
                : new Following.ByKeys(query.key());
    }

    private SchemaQuery query() {
        Map<TableName, SchemaQuery> views = new TreeMap<>();
        for (Model view : definitions.graph().views(model)) {
            views.put(view.name(), over(SchemaQuery.parse(view.sql()).binding(parameters.of(view)), views));
        }
        return over(SchemaQuery.parse(model.sql()).binding(parameters.of(model)), views);
    }

    private SchemaQuery over(SchemaQuery query, Map<TableName, SchemaQuery> views) {
        SchemaQuery read = query;
        for (Map.Entry<TableName, SchemaQuery> view : views.entrySet()) {
            read = read.reading(view.getKey(), view.getValue());
        }
        for (Map.Entry<TableName, Pin> input : inputs.entrySet()) {
            read = read.reading(input.getKey(), input.getValue().version().schema());
        }
        return read;
    }

    /** Columns that identify rows of inputs: of a raw table its source's key, which many versions of a row share. */
    static Map<TableName, List<String>> keys(Definitions definitions, Map<TableName, Pin> inputs) {
        Map<TableName, List<String>> keys = new TreeMap<>();
        inputs.forEach((table, pin) -> {
            List<String> key = definitions
                    .graph()
                    .model(table)
                    .map(definitions.graph()::key)
                    .orElseGet(() -> definitions
                            .graph()
                            .rawTable(table)
                            .map(raw -> raw.key())
                            .orElse(List.of()));
            if (!key.isEmpty()
                    && Arrays.asList(pin.version().schema().fieldNames()).containsAll(key)) {
                keys.put(table, key);
            }
        });
        return keys;
    }
}
