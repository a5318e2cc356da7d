package io.alluvium.run;

import io.alluvium.domain.RunId;
import io.alluvium.domain.StepId;
import io.alluvium.domain.TableName;
import io.alluvium.journal.Intent;
import io.alluvium.journal.Outcome;
import io.alluvium.journal.TableJournal;
import io.alluvium.lake.CommitMark;
import io.alluvium.lake.LakeSession;
import io.alluvium.lake.Staged;
import io.alluvium.lake.TableVersion;
import io.alluvium.model.Definition;
import io.alluvium.model.Expectation;
import io.alluvium.model.Model;
import io.alluvium.plan.PlannedStep;
import io.alluvium.plan.Planner;
import io.alluvium.plan.Work;
import io.alluvium.publish.Published;
import io.alluvium.publish.Publisher;
import io.alluvium.quality.Checked;
import io.alluvium.quality.QualityGate;
import io.alluvium.raw.Ownership;
import io.alluvium.raw.RawColumns;
import io.alluvium.report.StepRecord;
import io.alluvium.transform.Candidate;
import io.alluvium.transform.Task;
import io.alluvium.transform.Transformer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;

/** What the work on any model's table has in common, in one run. */
final class ModelWork {
    private final PlannedStep.Transform planned;
    private final Model model;
    private final RunContext context;
    private final Parameters parameters;

    ModelWork(PlannedStep.Transform planned, RunContext context) {
        this.planned = planned;
        this.model = planned.model();
        this.context = context;
        this.parameters = context.parameters();
    }

    /**
     * What is to be done to the table, over its inputs as they are by now.
     *
     * @param state where the table stands
     */
    record Due(Work work, ModelState state, Definition definition) {}

    /**
     * Looks what is to be done by now, and has it done.
     *
     * @param attempt from 1; a later one looks what those before have left
     * @param carryOut gets what is neither skipped nor refused
     */
    Step.Result attempt(int attempt, Function<Due, Step.Result> carryOut) {
        if (isIdle(attempt)) {
            return Step.Result.skipped("no input changed");
        }
        ModelState state = state(attempt);
        Work work = isAsked() ? planned() : new Planner().decide(model, state.fact());
        if (work instanceof Work.Skip) {
            return Step.Result.skipped(work.reason());
        }
        if (work instanceof Work.Refused refused) {
            throw refused.problem().asException();
        }
        try {
            return carryOut.apply(new Due(work, state, state.fact().definition()));
        } catch (Exception e) {
            throw SparkFault.explained(e, model);
        }
    }

    /** Whether a person asked for what is planned, and no attempt of the run has committed any of it. */
    private boolean isAsked() {
        return planned().isAsked() && !context.pins().isMoved(model.name());
    }

    /** Whether none of the tables that the plan waits for has other rows. */
    private boolean isIdle(int attempt) {
        Set<TableName> awaited = planned.decision().onlyIf();
        return attempt == 1 && !awaited.isEmpty() && awaited.stream().noneMatch(context.pins()::isChanged);
    }

    private ModelState state(int attempt) {
        Glance glance = new Glance(context.warehouse());
        if (attempt > 1) {
            glance.pin(model.name()).ifPresent(context.pins()::found);
        }
        return ModelState.of(glance, context.pins()::of, model, context.definitions(), parameters);
    }

    Model model() {
        return model;
    }

    RunId run() {
        return context.run();
    }

    Instant at() {
        return context.at();
    }

    /** What the plan says. */
    Work planned() {
        return planned.decision().work();
    }

    TableJournal journal() {
        return context.warehouse().journal().of(model.name());
    }

    LakeSession lake() {
        return context.spark().session();
    }

    /** A session in which the inputs are pinned. */
    SparkSession session(ModelState state) {
        Map<TableName, TableVersion> inputs = new TreeMap<>();
        state.inputs().forEach((table, pin) -> inputs.put(table, pin.version()));
        return lake().session(model.name().toString(), inputs);
    }

    /** Columns that identify rows of the inputs, where somebody knows. */
    Map<TableName, List<String>> inputKeys(ModelState state) {
        return ModelFollower.keys(context.definitions(), state.inputs());
    }

    Task task(Optional<TableVersion> base, Task.Extent extent, Intent.Publish intent) {
        List<Task.View> views = context.definitions().graph().views(model).stream()
                .map(view -> new Task.View(view.name(), view.sql(), parameters.of(view)))
                .toList();
        return new Task(
                model,
                base,
                extent,
                context.definitions().changeLog(model),
                views,
                parameters.of(model),
                context.at(),
                mark(model, intent, run(), context.definitions(), journal()));
    }

    Checked check(SparkSession session, Candidate candidate) {
        return new QualityGate().check(session, candidate);
    }

    Transformer transformer() {
        return new Transformer(lake());
    }

    Intent.Publish intent(long number, String tableId, StepId step, Definition definition, ModelState state) {
        Intent.Publish intent = new Intent.Publish(number, tableId, run(), step, definition, state.versions());
        journal().write(intent);
        context.listener().reached(model.name(), Boundary.INTENT_WRITTEN);
        return intent;
    }

    /** Commits what was checked and writes down that it happened. */
    Published publish(Intent.Publish intent, Checked checked, Instant started) {
        context.listener().reached(model.name(), Boundary.STAGED);
        Published published = new Publisher().publish(checked);
        context.listener().reached(model.name(), Boundary.COMMITTED);
        published
                .version()
                .ifPresent(version -> context.pins()
                        .committed(version, intent.number(), !published.effect().isNone()));
        settle(intent, published.version().map(TableVersion::version), started);
        return published;
    }

    /** Writes down what became of an intent. */
    void settle(Intent.Publish intent, Optional<Long> version, Instant started) {
        OptionalLong made = version.isPresent() ? OptionalLong.of(version.get()) : OptionalLong.empty();
        journal()
                .write(
                        intent,
                        new Outcome(
                                made,
                                Optional.empty(),
                                Duration.between(started, context.clock().instant())));
        context.listener().reached(model.name(), Boundary.OUTCOME_WRITTEN);
    }

    /** How many things may be computed at once. */
    int parallel() {
        return context.definitions().project().run().parallel();
    }

    Instant now() {
        return context.clock().instant();
    }

    Pins pins() {
        return context.pins();
    }

    Step.Result result(
            StepRecord.Outcome outcome,
            Work work,
            String detail,
            Staged.Effect effect,
            Optional<TableVersion> version,
            List<StepRecord.Check> checks) {
        boolean isOther = !work.verb().equals(planned().verb());
        return new Step.Result(
                outcome,
                detail,
                OptionalLong.empty(),
                new StepRecord.Changes(effect.inserted(), effect.updated(), effect.deleted()),
                Optional.empty(),
                version.isPresent() ? OptionalLong.of(version.get().version()) : OptionalLong.empty(),
                checks,
                isOther ? Optional.of(planned().verb()) : Optional.empty());
    }

    static List<StepRecord.Check> checks(Checked checked) {
        List<StepRecord.Check> checks = new ArrayList<>();
        checked.verdicts()
                .forEach(verdict -> checks.add(new StepRecord.Check(
                        verdict.expectation().name(),
                        verdict.rule(),
                        verdict.expectation().severity() == Expectation.Severity.FAIL,
                        verdict.violations(),
                        verdict.failure())));
        long unreadable = checked.candidate().unreadable();
        if (unreadable > 0) {
            checks.add(new StepRecord.Check(
                    "corrupt rows left out", RawColumns.CORRUPT + " is null", false, unreadable, Optional.empty()));
        }
        return checks;
    }

    /**
     * @param run that commits
     * @param journal of the model's table
     */
    static CommitMark mark(
            Model model, Intent.Publish intent, RunId run, Definitions definitions, TableJournal journal) {
        Map<String, Long> inputs = new TreeMap<>();
        intent.inputs().forEach((table, version) -> inputs.put(table.toString(), version.version()));
        return new CommitMark(
                journal.epochs().writer(intent.tableId()),
                intent.number(),
                intent.tableId(),
                run,
                inputs,
                Ownership.of(definitions.project().name()),
                model.description(),
                model.columns());
    }
}
