package io.alluvium.run;

import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;

/** Told of a run's progress as it happens; calls come one at a time, but for {@link #reached}. */
public interface RunListener extends Boundary.Listener {
    void started(RunId run);

    void finished(StepRecord step);

    /** By default nothing: a screen has no use for it. Called on the threads of the steps. */
    @Override
    default void reached(TableName table, Boundary boundary) {}

    void ended(RunRecord run);
}
