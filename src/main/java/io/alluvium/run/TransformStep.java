package io.alluvium.run;

import io.alluvium.domain.StepId;
import io.alluvium.journal.Intent;
import io.alluvium.lake.TableVersion;
import io.alluvium.model.Definition;
import io.alluvium.plan.Recipe;
import io.alluvium.plan.Work;
import io.alluvium.publish.Published;
import io.alluvium.quality.Checked;
import io.alluvium.report.StepRecord;
import io.alluvium.transform.Candidate;
import io.alluvium.transform.Task;
import java.time.Instant;
import java.util.List;
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
        if (step.isIdle(attempt)) {
            return Result.skipped("no input changed");
        }
        Definition definition = step.definition();
        ModelState state = step.state(definition, attempt);
        Work now = step.decided(state);
        if (now instanceof Work.Skip) {
            return Result.skipped(now.reason());
        }
        if (now instanceof Work.Refused refused) {
            throw refused.problem().asException();
        }
        // What is computed as a whole is right whatever came between.
        return carriedOut(step.planned() instanceof Work.Rebuild rebuild ? rebuild : now, state, definition);
    }

    private Result carriedOut(Work work, ModelState state, Definition definition) {
        Instant started = step.now();
        Intent.Publish intent = intent(state, definition);
        try {
            SparkSession session = step.session(state);
            Task task = step.task(state.current(), extent(work, state), intent);
            Candidate candidate = work instanceof Work.Describe
                    ? step.transformer().described(session, task)
                    : step.transformer().prepare(session, task);
            Checked checked = step.check(session, candidate);
            Published published = step.publish(intent, checked, started);
            boolean isDescribed = work instanceof Work.Describe;
            return step.result(
                    outcome(work),
                    work,
                    work.reason(),
                    published.effect(),
                    published.version(),
                    isDescribed ? List.of() : ModelWork.checks(checked));
        } catch (Exception e) {
            throw SparkFault.explained(e, step.model());
        }
    }

    private static StepRecord.Outcome outcome(Work work) {
        if (work instanceof Work.Describe) {
            return StepRecord.Outcome.DESCRIBED;
        }
        if (work instanceof Work.Change change) {
            return change.recipe() instanceof Recipe.Append ? StepRecord.Outcome.APPENDED : StepRecord.Outcome.APPLIED;
        }
        return StepRecord.Outcome.FULL;
    }

    private static Task.Extent extent(Work work, ModelState state) {
        if (work instanceof Work.Change change) {
            return change.recipe() instanceof Recipe.Append append
                    ? new Task.Extent.Added(state.input(append.driving()), append.since())
                    : new Task.Extent.Batches(((Recipe.Apply) change.recipe()).since());
        }
        return new Task.Extent.Whole();
    }

    /** An intent that was begun with the same inputs and definition is taken up again, any other is superseded. */
    private Intent.Publish intent(ModelState state, Definition definition) {
        return state.pending()
                .filter(pending -> pending.definition().equals(definition)
                        && pending.inputs().equals(state.versions()))
                .orElseGet(() -> step.intent(
                        state.nextNumber(),
                        tableId(state.current()),
                        new StepId(step.model().name()),
                        definition,
                        state));
    }

    static String tableId(Optional<TableVersion> current) {
        return current.map(TableVersion::tableId)
                .orElseGet(() -> UUID.randomUUID().toString());
    }
}
