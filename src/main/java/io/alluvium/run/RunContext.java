package io.alluvium.run;

import io.alluvium.domain.RunId;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;

/**
 * What the steps of one run share.
 *
 * @param at the logical time
 * @param pins the versions that the run reads, and those that its steps commit
 * @param listener hears of the run's progress
 */
record RunContext(
        RunId run,
        Instant at,
        Definitions definitions,
        Warehouse warehouse,
        Sources sources,
        Spark spark,
        Pins pins,
        RunListener listener,
        Clock clock) {
    RunContext {
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(definitions, "definitions");
        Objects.requireNonNull(warehouse, "warehouse");
        Objects.requireNonNull(sources, "sources");
        Objects.requireNonNull(spark, "spark");
        Objects.requireNonNull(pins, "pins");
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(clock, "clock");
    }

    Parameters parameters() {
        return new Parameters(definitions.project().variables(), at);
    }
}
