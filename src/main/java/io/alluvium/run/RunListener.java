package io.alluvium.run;

import io.alluvium.domain.RunId;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;

/** Told of a run's progress as it happens; calls come one at a time. */
public interface RunListener {
    void started(RunId run);

    void finished(StepRecord step);

    void ended(RunRecord run);
}
