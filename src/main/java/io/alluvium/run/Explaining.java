package io.alluvium.run;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.model.Model;
import io.alluvium.model.Strategy;
import io.alluvium.plan.Explanation;
import io.alluvium.spark.query.Refusal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.AnalysisException;

/** Tells of models how their tables follow changes. Looks at the warehouse alone, and starts no Spark session. */
final class Explaining {
    private final Definitions definitions;
    private final Glance glance;
    private final Parameters parameters;

    Explaining(Definitions definitions, Warehouse warehouse, Clock clock) {
        this.definitions = definitions;
        this.glance = new Glance(warehouse);
        this.parameters = new Parameters(definitions.project().variables(), clock.instant());
    }

    /** @param selected tables; those that are no models are passed over */
    List<Explanation> of(Set<TableName> selected) {
        return definitions.models().stream()
                .filter(model -> selected.contains(model.name()))
                .map(this::of)
                .toList();
    }

    private Explanation of(Model model) {
        Map<TableName, Pin> inputs = new TreeMap<>();
        Set<TableName> reads = definitions.graph().inputs(model);
        reads.forEach(table -> glance.pin(table).ifPresent(pin -> inputs.put(table, pin)));
        if (!(model.strategy() instanceof Strategy.Auto) || inputs.size() < reads.size()) {
            return plain(model, Optional.empty());
        }
        try {
            return new ModelFollower(glance, definitions, parameters, model, inputs)
                    .explanation(glance.earlier(model.name()));
        } catch (Exception e) {
            // Spark's Scala code throws checked exceptions that no signature declares.
            if (e instanceof AnalysisException refused) {
                Refusal refusal = Refusal.of(refused);
                return plain(
                        model, Optional.of(new Place(model.place().file(), refusal.line()) + ": " + refusal.message()));
            }
            throw e;
        }
    }

    private Explanation plain(Model model, Optional<String> refused) {
        return new Explanation(
                model.name(),
                model.strategy().word(),
                Optional.empty(),
                List.of(),
                List.of(),
                glance.earlier(model.name()),
                refused);
    }
}
