package io.alluvium.run;

import io.alluvium.domain.TableName;
import io.alluvium.export.ExportSpec;
import io.alluvium.failure.Problem;
import io.alluvium.model.Model;
import io.alluvium.plan.Decision;
import io.alluvium.plan.PlannedStep;
import io.alluvium.plan.Planner;
import io.alluvium.plan.Work;
import io.alluvium.source.Look;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableSpec;
import io.alluvium.source.target.TargetTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at sources and warehouse and lets the planner decide. Writes nothing, starts no Spark session. */
final class Survey {
    private final Definitions definitions;
    private final Glance glance;
    private final Sources sources;
    private final Parameters parameters;
    private final RunOptions options;
    private final Set<TableName> selected;
    private final Admission admission;
    private final Planner planner = new Planner();
    private final Set<TableName> mayChange = new HashSet<>();
    private final Set<TableName> impossible = new HashSet<>();

    /** @param options tables that are not selected are left as they are */
    Survey(Definitions definitions, Glance glance, Sources sources, Parameters parameters, RunOptions options) {
        this.definitions = definitions;
        this.glance = glance;
        this.sources = sources;
        this.parameters = parameters;
        this.options = options;
        this.selected = options.selection().of(definitions.steps());
        this.admission = new Admission(glance.warehouse(), definitions.project().name());
    }

    /** One step for each table and each export, in an order in which every one comes after those it reads. */
    List<PlannedStep> steps() {
        List<PlannedStep> steps = new ArrayList<>();
        for (PlannedStep.Extract step : extracts()) {
            if (step.look() instanceof Look.Changed) {
                mayChange.add(step.table());
            } else if (step.look() instanceof Look.Refused) {
                impossible.add(step.table());
            }
            steps.add(step);
        }
        definitions.models().stream()
                .filter(model -> selected.contains(model.name()))
                .forEach(model -> steps.add(transform(model)));
        definitions
                .exports()
                .forEach(export -> export.tables().stream()
                        .filter(table -> selected.contains(table.name()))
                        .forEach(table -> steps.add(export(export, table))));
        return steps;
    }

    private PlannedStep.Export export(ExportSpec export, TargetTable table) {
        return TableFault.within(
                table.name(),
                () -> {
                    ExportState state = ExportState.of(glance, glance.pin(table.from()), export, table, definitions);
                    Decision decision = state.foresee(glance, mayChange, impossible, options.selection());
                    return new PlannedStep.Export(table.name(), table.from(), decision, glance.earlier(table.name()));
                },
                fault -> new PlannedStep.Export(
                        table.name(),
                        table.from(),
                        new Decision(new Work.Refused(fault.problems().get(0))),
                        Optional.empty()));
    }

    /** The versions that the steps were decided over. A table whose log cannot be read is not among them. */
    Pins pins() {
        return Pins.of(glance, definitions.tables());
    }

    private PlannedStep.Transform transform(Model model) {
        PlannedStep.Transform step = TableFault.within(
                model.name(),
                () -> decided(model),
                fault -> PlannedStep.Transform.refused(
                        model, placed(fault.problems().get(0), model)));
        Work work = step.decision().work();
        if (work.isImpossible()) {
            impossible.add(model.name());
        } else if (work.mayChange()) {
            mayChange.add(model.name());
        }
        return step;
    }

    private static Problem placed(Problem problem, Model model) {
        return problem.place().isPresent() ? problem : problem.at(model.place());
    }

    private PlannedStep.Transform decided(Model model) {
        ModelState state = ModelState.of(glance, glance::pin, model, definitions, parameters);
        Decision decision = planner.foresee(
                model, state.fact(), definitions.reads(model), mayChange, impossible, options.selection());
        Optional<Problem> refusal =
                state.current().filter(table -> decision.work().mayChange()).flatMap(admission::refusal);
        return refusal.isPresent()
                ? PlannedStep.Transform.refused(model, placed(refusal.get(), model))
                : new PlannedStep.Transform(model, decision, glance.earlier(model.name()));
    }

    private List<PlannedStep.Extract> extracts() {
        Map<TableSpec, SourceSpec> tables = definitions.sourceTables();
        tables.keySet().removeIf(table -> !selected.contains(table.name()));
        List<TableName> names = tables.keySet().stream().map(TableSpec::name).toList();
        List<PlannedStep.Extract> steps = new ArrayList<>();
        try (KnownTables known =
                new KnownTables(glance, names, definitions.project().run().parallel())) {
            tables.forEach((table, source) -> steps.add(extract(table, source, known)));
        }
        return steps;
    }

    private PlannedStep.Extract extract(TableSpec table, SourceSpec source, KnownTables known) {
        return TableFault.within(
                table,
                () -> new PlannedStep.Extract(
                        source, table, look(table, source, known), glance.earlier(table.name()), Optional.empty()),
                problem -> new PlannedStep.Extract(
                        source, table, new Look.Refused(problem), Optional.empty(), Optional.empty()));
    }

    private Look look(TableSpec table, SourceSpec source, KnownTables known) {
        if (options.plan().filter(given -> !given.does(table.name())).isPresent()) {
            return new Look.Unchanged("nothing in the plan");
        }
        Optional<Problem> unreachable = sources.unreachable(source.name());
        if (unreachable.isPresent()) {
            return new Look.Refused(unreachable.get());
        }
        RawState state = known.of(table.name());
        return admission.of(sources.look(source.name(), table, state.known()), table, source, state.current());
    }
}
