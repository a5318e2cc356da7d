package io.alluvium.run;

import io.alluvium.config.ProjectConfig;
import io.alluvium.domain.TableName;
import io.alluvium.plan.PlannedStep;
import io.alluvium.plan.RunPlan;
import io.alluvium.plan.SavedPlan;
import io.alluvium.report.RunRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Looks at sources and warehouse and decides; writes nothing, starts no Spark session.
 *
 * @param definitions with every table named
 * @param settings that the definitions were read with
 * @param at the logical time
 */
record Planning(
        Definitions definitions,
        Map<String, String> settings,
        Inventory inventory,
        Warehouse warehouse,
        Sources sources,
        Instant at,
        RunOptions options) {

    /** For a person, with what a run sees when it is there. */
    Planned planned(Optional<RunRecord> last) {
        Glance glance = new Glance(warehouse);
        List<PlannedStep> steps = forecast(survey(glance).steps());
        ProjectConfig project = definitions.project();
        List<TableName> orphans = warehouse.others(project.name(), definitions.tables());
        RunPlan plan = new RunPlan(
                project.name(),
                project.environment(),
                project.warehouse(),
                at,
                last.map(run -> new RunPlan.LastRun(run.id(), run.exitStatus())),
                steps.stream().map(new TextSequences(warehouse, steps)::of).toList(),
                orphans);
        return new Planned(plan, () -> basis(glance).of(options.selection(), steps));
    }

    /**
     * A plan for a person.
     *
     * @param basis finds what it was decided by, while its sources are open
     */
    record Planned(RunPlan plan, Supplier<SavedPlan> basis) {
        OpenProject.Saved saved() {
            return new OpenProject.Saved(plan, basis.get());
        }
    }

    /**
     * For a run.
     *
     * @throws io.alluvium.failure.AlluviumException PLAN_REFUSED where it was given a plan that would be another one now
     */
    Decided decided() {
        Glance glance = new Glance(warehouse);
        Survey survey = survey(glance);
        List<PlannedStep> steps = survey.steps();
        options.plan().ifPresent(given -> {
            Basis basis = basis(glance);
            SavedPlan now = basis.of(options.selection(), forecast(steps));
            given.refuseOthers(basis.asPlanned(now, given));
        });
        return new Decided(steps, survey.pins());
    }

    /** What a run does, over which versions. */
    record Decided(List<PlannedStep> steps, Pins pins) {}

    private List<PlannedStep> forecast(List<PlannedStep> steps) {
        Forecast forecast = new Forecast(warehouse);
        return steps.stream().map(forecast::of).toList();
    }

    private Survey survey(Glance glance) {
        return new Survey(
                definitions,
                glance,
                sources,
                new Parameters(definitions.project().variables(), at),
                options);
    }

    private Basis basis(Glance glance) {
        return new Basis(
                definitions,
                inventory.of(definitions, settings),
                new Parameters(definitions.project().variables(), at),
                glance,
                sources);
    }
}
