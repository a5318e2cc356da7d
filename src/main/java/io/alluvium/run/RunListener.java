package io.alluvium.run;

import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.report.ExitStatus;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Told of a run's progress as it happens; calls come one at a time, but for {@link #begun} and {@link #reached}. */
public interface RunListener extends Boundary.Listener {
    void started(RunId run);

    /** What a signal asks the run to end with, once its process got one; asked when a run did not end well. */
    default Optional<ExitStatus> signal() {
        return Optional.empty();
    }

    /** Another process is at work on the run that was asked for; its end is waited for. */
    default void following(RunId run) {}

    /** The run that was asked for was made by another process; nothing is done. */
    default void found(RunRecord run) {}

    /** The run that was asked for was begun and did not go well; the next one continues it, at its logical time. */
    default void continuing(RunId last, Instant at) {}

    /** Told once, before the first step ends: every table that will have a step. */
    default void planned(List<TableName> tables) {}

    /** A step that has something to do begins; by default nothing. Called on the threads of the steps. */
    default void begun(TableName table) {}

    void finished(StepRecord step);

    /** By default nothing: a screen has no use for it. Called on the threads of the steps. */
    @Override
    default void reached(TableName table, Boundary boundary) {}

    void ended(RunRecord run);
}
