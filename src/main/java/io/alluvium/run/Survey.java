package io.alluvium.run;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Problem;
import io.alluvium.model.Model;
import io.alluvium.plan.Decision;
import io.alluvium.plan.ModelFact;
import io.alluvium.plan.PlannedStep;
import io.alluvium.plan.Planner;
import io.alluvium.source.Look;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at sources and warehouse and lets the planner decide. Writes nothing, starts no Spark session. */
final class Survey {
    private final Definitions definitions;
    private final Warehouse warehouse;
    private final Sources sources;
    private final Parameters parameters;
    private final Planner planner = new Planner();

    Survey(Definitions definitions, Warehouse warehouse, Sources sources, Parameters parameters) {
        this.definitions = definitions;
        this.warehouse = warehouse;
        this.sources = sources;
        this.parameters = parameters;
    }

    /** One step for each table, in an order in which every table comes after those it reads. */
    List<PlannedStep> steps() {
        List<PlannedStep> steps = new ArrayList<>();
        Set<TableName> mayChange = new HashSet<>();
        Set<TableName> impossible = new HashSet<>();
        for (PlannedStep.Extract step : extracts()) {
            if (step.look() instanceof Look.Changed) {
                mayChange.add(step.table());
            } else if (step.look() instanceof Look.Refused) {
                impossible.add(step.table());
            }
            steps.add(step);
        }
        for (Model model : definitions.models()) {
            ModelFact fact = ModelState.of(
                            warehouse, model, definitions.definition(model, parameters, warehouse.lake()))
                    .fact();
            Decision decision = planner.foresee(model, fact, mayChange, impossible);
            if (decision.mode() == Decision.Mode.BLOCKED) {
                impossible.add(model.name());
            } else if (decision.mode() != Decision.Mode.SKIP) {
                mayChange.add(model.name());
            }
            steps.add(new PlannedStep.Transform(model, decision, warehouse.earlier(model.name())));
        }
        return steps;
    }

    private List<PlannedStep.Extract> extracts() {
        Map<TableSpec, SourceSpec> tables = definitions.sourceTables();
        List<TableName> names = tables.keySet().stream().map(TableSpec::name).toList();
        List<PlannedStep.Extract> steps = new ArrayList<>();
        try (KnownTables known =
                new KnownTables(warehouse, names, definitions.project().run().parallel())) {
            tables.forEach((table, source) -> {
                Look look = look(table, source, known);
                Optional<Duration> earlier = warehouse.earlier(table.name());
                steps.add(new PlannedStep.Extract(source, table, look, earlier, Optional.empty()));
            });
        }
        return steps;
    }

    private Look look(TableSpec table, SourceSpec source, KnownTables known) {
        Optional<Problem> unreachable = sources.unreachable(source.name());
        if (unreachable.isPresent()) {
            return new Look.Refused(unreachable.get());
        }
        try {
            return sources.look(source.name(), table, known.of(table.name()));
        } catch (AlluviumException e) {
            return new Look.Refused(e.problems().get(0));
        }
    }
}
