package io.alluvium.plan;

import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a run will do at most, in an order in which every table comes after those it reads.
 *
 * @param at the logical time
 * @param orphans tables in the warehouse that belong to the project but have no model or source any more
 */
public record RunPlan(
        String project,
        Optional<String> environment,
        String warehouse,
        Instant at,
        Optional<LastRun> last,
        List<PlannedStep> steps,
        List<TableName> orphans) {
    public RunPlan {
        Objects.requireNonNull(project, "project");
        Objects.requireNonNull(warehouse, "warehouse");
        Objects.requireNonNull(at, "at");
        steps = List.copyOf(steps);
        orphans = List.copyOf(orphans);
    }

    /** The run before this plan and its exit status. */
    public record LastRun(RunId id, int exitStatus) {}
}
