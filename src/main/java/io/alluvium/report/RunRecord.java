package io.alluvium.report;

import io.alluvium.domain.RunId;
import io.alluvium.domain.RunKey;
import io.alluvium.domain.TableName;
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
 * @param registration what was told to a catalog; empty where the project names none
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
        Optional<Registration> registration,
        int exitStatus,
        String log,
        OptionalLong requests) {

    /**
     * What became of a run's tables in a catalog. It changes no exit status.
     *
     * @param catalog as people call it
     * @param tables that it was told of, since it knew them otherwise or not at all
     * @param problems why it does not know others; the next run tries again
     */
    public record Registration(String catalog, List<TableName> tables, List<Problem> problems) {
        public Registration {
            tables = List.copyOf(tables);
            problems = List.copyOf(problems);
        }
    }

    /** Of a project without a catalog. */
    public RunRecord(
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
        this(
                id,
                key,
                project,
                environment,
                warehouse,
                at,
                started,
                ended,
                steps,
                problems,
                Optional.empty(),
                exitStatus,
                log,
                requests);
    }

    public RunRecord {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(project, "project");
        Objects.requireNonNull(warehouse, "warehouse");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(started, "started");
        Objects.requireNonNull(ended, "ended");
        steps = List.copyOf(steps);
        problems = List.copyOf(problems);
        Objects.requireNonNull(registration, "registration");
        Objects.requireNonNull(log, "log");
    }
}
