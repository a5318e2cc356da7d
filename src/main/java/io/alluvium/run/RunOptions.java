package io.alluvium.run;

import io.alluvium.domain.RunKey;
import io.alluvium.plan.SavedPlan;
import io.alluvium.plan.Selection;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How to run.
 *
 * @param at the logical time; by default the start of the run
 * @param leaseWait how long to wait for another run's lease
 * @param key makes it a run that is made once
 * @param tellsIdle whether the run's exit status says that there was nothing to do
 * @param events whether files tell of each step while the run is at work
 * @param selection what the run is about
 * @param plan that it is to follow; time and selection are the plan's
 */
public record RunOptions(
        Optional<Instant> at,
        Duration leaseWait,
        Optional<RunKey> key,
        boolean tellsIdle,
        boolean events,
        Selection selection,
        Optional<SavedPlan> plan) {
    /** Of a run that decides by itself. */
    public RunOptions(
            Optional<Instant> at,
            Duration leaseWait,
            Optional<RunKey> key,
            boolean tellsIdle,
            boolean events,
            Selection selection) {
        this(at, leaseWait, key, tellsIdle, events, selection, Optional.empty());
    }

    /** Of a run of all tables without a key. */
    public RunOptions(Optional<Instant> at, Duration leaseWait) {
        this(at, leaseWait, Optional.empty(), false, false, Selection.ALL);
    }
}
