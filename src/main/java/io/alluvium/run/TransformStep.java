package io.alluvium.run;

import io.alluvium.domain.InputVersion;
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
import io.alluvium.plan.Decision;
import io.alluvium.plan.Planner;
import io.alluvium.publish.Published;
import io.alluvium.publish.Publisher;
import io.alluvium.quality.Checked;
import io.alluvium.quality.QualityGate;
import io.alluvium.raw.Ownership;
import io.alluvium.raw.RawColumns;
import io.alluvium.report.StepRecord;
import io.alluvium.transform.Task;
import io.alluvium.transform.Transformer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;

/** One model's table: decide, journal the intent, compute, check, publish in one commit. */
final class TransformStep implements Step {
    private final Model model;
    private final RunId run;
    private final Instant at;
    private final Definitions definitions;
    private final Parameters parameters;
    private final Warehouse warehouse;
    private final Spark spark;
    private final Boundary.Listener boundaries;
    private final Clock clock;

    TransformStep(
            Model model,
            RunId run,
            Instant at,
            Definitions definitions,
            Parameters parameters,
            Warehouse warehouse,
            Spark spark,
            Boundary.Listener boundaries,
            Clock clock) {
        this.model = model;
        this.run = run;
        this.at = at;
        this.definitions = definitions;
        this.parameters = parameters;
        this.warehouse = warehouse;
        this.spark = spark;
        this.boundaries = boundaries;
        this.clock = clock;
    }

    @Override
    public Result attempt(int attempt) {
        Glance glance = new Glance(warehouse);
        Definition definition = definitions.definition(model, parameters, glance);
        ModelState state = ModelState.of(glance, model, definition);
        Decision decision = new Planner().decide(model, state.fact());
        if (decision.mode() == Decision.Mode.SKIP) {
            return Result.skipped(decision.reason());
        }
        Instant started = clock.instant();
        TableJournal journal = warehouse.journal().of(model.name());
        Intent.Publish intent = intent(journal, state, definition);
        Optional<Long> since = since(decision, state);
        try {
            Checked checked = check(state, intent, since);
            boundaries.reached(model.name(), Boundary.STAGED);
            Published published = new Publisher().publish(checked);
            boundaries.reached(model.name(), Boundary.COMMITTED);
            OptionalLong version = version(published);
            journal.write(intent, new Outcome(version, Optional.empty(), Duration.between(started, clock.instant())));
            boundaries.reached(model.name(), Boundary.OUTCOME_WRITTEN);
            return result(decision, since, checked, published.effect(), version);
        } catch (Exception e) {
            throw SparkFault.explained(e, model);
        }
    }

    private static OptionalLong version(Published published) {
        return published.version().isPresent()
                ? OptionalLong.of(published.version().get().version())
                : OptionalLong.empty();
    }

    private Checked check(ModelState state, Intent.Publish intent, Optional<Long> since) {
        LakeSession lake = spark.session();
        SparkSession session = lake.session(model.name().toString(), state.inputs());
        Task task = new Task(
                model, state.current(), since, definitions.changeLog(model), parameters.of(model), at, mark(intent));
        return new QualityGate().check(session, new Transformer(lake).prepare(session, task));
    }

    /** An intent that was begun with the same inputs and definition is taken up again, any other is superseded. */
    private Intent.Publish intent(TableJournal journal, ModelState state, Definition definition) {
        return state.pending()
                .filter(pending -> pending.definition().equals(definition)
                        && pending.inputs().equals(state.fact().inputs()))
                .orElseGet(() -> {
                    String tableId = state.current()
                            .map(TableVersion::tableId)
                            .orElseGet(() -> UUID.randomUUID().toString());
                    Intent.Publish intent = new Intent.Publish(
                            state.nextNumber(),
                            tableId,
                            run,
                            new StepId(model.name()),
                            definition,
                            state.fact().inputs());
                    journal.write(intent);
                    boundaries.reached(model.name(), Boundary.INTENT_WRITTEN);
                    return intent;
                });
    }

    /** The last batch that the table has seen, where the log it reads only grows. */
    private Optional<Long> since(Decision decision, ModelState state) {
        if (decision.mode() != Decision.Mode.APPLY) {
            return Optional.empty();
        }
        TableName log = model.reads().get(0).table();
        Optional<TableVersion> current =
                Optional.ofNullable(state.inputs().get(log)).filter(version -> Ownership.isLog(version.properties()));
        return current.flatMap(version -> state.fact()
                .published()
                .flatMap(published -> Optional.ofNullable(published.inputs().get(log)))
                .filter(seen -> !warehouse.lake().isRestored(version, seen.version()))
                .map(InputVersion::number));
    }

    private CommitMark mark(Intent.Publish intent) {
        Map<String, Long> inputs = new TreeMap<>();
        intent.inputs().forEach((table, version) -> inputs.put(table.toString(), version.version()));
        return new CommitMark(
                warehouse.journal().of(model.name()).epochs().writer(intent.tableId()),
                intent.number(),
                intent.tableId(),
                run,
                inputs,
                Ownership.of(definitions.project().name()),
                model.description(),
                model.columns());
    }

    private static Result result(
            Decision decision, Optional<Long> since, Checked checked, Staged.Effect effect, OptionalLong version) {
        return new Result(
                since.isPresent() ? StepRecord.Outcome.APPLIED : StepRecord.Outcome.FULL,
                decision.reason(),
                OptionalLong.empty(),
                new StepRecord.Changes(effect.inserted(), effect.updated(), effect.deleted()),
                Optional.empty(),
                version,
                checks(checked));
    }

    private static List<StepRecord.Check> checks(Checked checked) {
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
}
