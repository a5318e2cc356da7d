package io.alluvium.run;

import io.alluvium.domain.StepId;
import io.alluvium.journal.Intent;
import io.alluvium.lake.TableVersion;
import io.alluvium.plan.Cause;
import io.alluvium.plan.Recipe;
import io.alluvium.plan.Work;
import io.alluvium.publish.Published;
import io.alluvium.quality.Checked;
import io.alluvium.report.StepRecord;
import io.alluvium.transform.Candidate;
import io.alluvium.transform.Task;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;

/** One model's table in one commit: journal the intent, compute, check, publish. */
final class TransformStep implements Step {
    private final ModelWork step;

    TransformStep(ModelWork step) {
        this.step = step;
    }

    @Override
    public Result attempt(int attempt) {
        return step.attempt(attempt, this::carriedOut);
    }

    private Result carriedOut(ModelWork.Due due) {
        // What is computed as a whole is right whatever came between.
        Work work = step.planned() instanceof Work.Rebuild rebuild ? rebuild : due.work();
        Instant started = step.now();
        Intent.Publish intent = intent(due);
        SparkSession session = step.session(due.state());
        Task task = step.task(due.state().current(), extent(work, due.state()), intent);
        boolean isDescribed = work instanceof Work.Describe;
        Candidate candidate = isDescribed
                ? step.transformer().described(session, task)
                : step.transformer().prepare(session, task);
        Checked checked = step.check(session, candidate);
        Published published = step.publish(intent, checked, started);
        Work done = done(work, candidate);
        return step.result(
                outcome(done),
                done,
                done.reason(),
                published.effect(),
                published.version(),
                isDescribed ? List.of() : ModelWork.checks(checked));
    }

    /** What only computing could tell. */
    private static Work done(Work work, Candidate candidate) {
        return candidate
                .whole()
                .<Work>map(why -> new Work.Rebuild(
                        new Cause(Cause.Kind.INPUT_CHANGED, work.reason() + "; as a whole, for " + why)))
                .orElse(work);
    }

    private static StepRecord.Outcome outcome(Work work) {
        if (work instanceof Work.Describe) {
            return StepRecord.Outcome.DESCRIBED;
        }
        if (work instanceof Work.Change change) {
            if (change.recipe() instanceof Recipe.Keys) {
                return StepRecord.Outcome.INCREMENTAL;
            }
            return change.recipe() instanceof Recipe.Append ? StepRecord.Outcome.APPENDED : StepRecord.Outcome.APPLIED;
        }
        return StepRecord.Outcome.FULL;
    }

    private Task.Extent extent(Work work, ModelState state) {
        if (work instanceof Work.Change change && change.recipe() instanceof Recipe.Keys keys) {
            return touched(keys, state);
        }
        if (work instanceof Work.Change change) {
            return change.recipe() instanceof Recipe.Append append
                    ? new Task.Extent.Added(state.input(append.driving()), append.since())
                    : new Task.Extent.Batches(((Recipe.Apply) change.recipe()).since());
        }
        return new Task.Extent.Whole();
    }

    private Task.Extent touched(Recipe.Keys keys, ModelState state) {
        Map<TableVersion, Long> changed = new HashMap<>();
        keys.inputs().forEach((table, since) -> changed.put(state.input(table), since));
        return new Task.Extent.Touched(changed, step.inputKeys(state));
    }

    /** An intent that was begun with the same inputs and definition is taken up again, any other is superseded. */
    private Intent.Publish intent(ModelWork.Due due) {
        ModelState state = due.state();
        return state.pending()
                .filter(pending -> pending.definition().equals(due.definition())
                        && pending.inputs().equals(state.versions()))
                .orElseGet(() -> step.intent(
                        state.nextNumber(),
                        tableId(state.current()),
                        new StepId(step.model().name()),
                        due.definition(),
                        state));
    }

    static String tableId(Optional<TableVersion> current) {
        return current.map(TableVersion::tableId)
                .orElseGet(() -> UUID.randomUUID().toString());
    }
}
