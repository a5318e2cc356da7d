package io.alluvium.run;

import io.alluvium.config.ProjectConfig;
import io.alluvium.domain.TableName;
import io.alluvium.export.ExportSpec;
import io.alluvium.failure.Problem;
import io.alluvium.plan.Explanation;
import io.alluvium.plan.PlannedReset;
import io.alluvium.plan.RunPlan;
import io.alluvium.plan.SavedPlan;
import io.alluvium.report.Manifest;
import io.alluvium.report.RunRecord;
import io.alluvium.source.SourceSpec;
import io.alluvium.verify.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Answers what the commands ask of a project that was read and found whole. {@link Pipeline} is the real one. */
public interface OpenProject extends OpenTables {
    /** In order of writing; tables that are taken by pattern are not among theirs. */
    List<SourceSpec> sources();

    /** In order of writing. */
    List<ExportSpec> exports();

    /** Things that are allowed but probably not meant. */
    List<Problem> warnings();

    /** Raw tables that models read and that only a source can tell of: plan and run ask it. */
    Set<TableName> assumed();

    /** The number of models. */
    int models();

    Manifest manifest(boolean asksSources);

    RunPlan plan(RunOptions options);

    Saved savedPlan(RunOptions options);

    List<Explanation> explain(List<String> tables);

    RunRecord run(RunOptions options, RunListener listener);

    List<Finding> examine();

    List<Verdict> verify(List<String> tables);

    List<Verdict> verifyModels(List<String> tables);

    Repair repair(List<String> tables, Duration leaseWait, RunListener listener);

    List<PlannedReset> planReset(List<String> tables);

    List<PlannedReset> reset(List<String> tables, Duration leaseWait);

    List<PlannedReset> undoReset(List<String> tables, Duration leaseWait);

    /** A plan for a person, and the same for a file. */
    record Saved(RunPlan plan, SavedPlan saved) {}

    /**
     * What {@link #repair} found and did.
     *
     * @param run absent where there was nothing to extract again
     * @param after what is left
     */
    record Repair(List<Verdict> before, Optional<RunRecord> run, List<Verdict> after) {
        public Repair {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    /** What one look of {@code doctor} found. */
    record Finding(String what, boolean fine, String detail, Optional<Problem> problem) {}

    /**
     * What is known of a project while its warehouse is asked nothing; it may not be there yet.
     *
     * @param sources in order of writing
     * @param exports in order of writing
     */
    record Declared(ProjectConfig config, List<SourceSpec> sources, List<ExportSpec> exports) {
        public Declared {
            sources = List.copyOf(sources);
            exports = List.copyOf(exports);
        }
    }
}
