package io.alluvium.run;

import io.alluvium.domain.StepId;
import io.alluvium.journal.Intent;
import io.alluvium.lake.Staged;
import io.alluvium.quality.Checked;
import io.alluvium.report.StepRecord;
import io.alluvium.transform.Task;
import java.time.Instant;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** A view: its query is looked at, its rules are checked, and what it is goes into the journal for whoever asks it. */
final class ViewStep implements Step {
    private final ModelWork step;

    ViewStep(ModelWork step) {
        this.step = step;
    }

    @Override
    public Result attempt(int attempt) {
        return step.attempt(attempt, this::lookedAt);
    }

    private Result lookedAt(ModelWork.Due due) {
        Instant started = step.now();
        ModelState state = due.state();
        Intent.Publish intent = step.intent(
                state.nextNumber(), ModelState.VIEW, new StepId(step.model().name()), due.definition(), state);
        SparkSession session = step.session(state);
        Task task = step.task(Optional.empty(), new Task.Extent.Whole(), intent);
        Checked checked = step.check(session, step.transformer().view(session, task));
        step.settle(intent, Optional.empty(), started);
        step.pins().viewed(step.model().name(), intent.number());
        return step.result(
                StepRecord.Outcome.CHECKED,
                due.work(),
                due.work().reason(),
                Staged.Effect.NONE,
                Optional.empty(),
                ModelWork.checks(checked));
    }
}
