package io.alluvium.report;

import io.alluvium.domain.RunId;
import io.alluvium.domain.RunKey;
import io.alluvium.failure.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One run as it ended; the content of {@code run_results.json}.
 *
 * @param key under which it was submitted, if under any
 * @param at the logical time
 * @param problems of the run as a whole, which was given up for them
 * @param exitStatus as the process ends with
 * @param log the file that holds Spark's log
 * @param requests how many requests the driver sent to the warehouse's store until this was written; absent on a disk
 */
public record RunRecord(
        RunId id,
        Optional<RunKey> key,
        String project,
        Optional<String> environment,
        String warehouse,
        Instant at,
        Instant started,
        Instant ended,
        List<StepRecord> steps,
        List<Problem> problems,
        int exitStatus,
        String log,
        OptionalLong requests) {
    public RunRecord {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(project, "project");
        Objects.requireNonNull(warehouse, "warehouse");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(started, "started");
        Objects.requireNonNull(ended, "ended");
        steps = List.copyOf(steps);
        problems = List.copyOf(problems);
        Objects.requireNonNull(log, "log");
    }
}
