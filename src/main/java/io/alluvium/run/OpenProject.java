package io.alluvium.run;

import io.alluvium.config.ProjectConfig;
import io.alluvium.domain.TableName;
import io.alluvium.failure.Problem;
import io.alluvium.plan.PlannedReset;
import io.alluvium.plan.RunPlan;
import io.alluvium.report.Manifest;
import io.alluvium.report.RunRecord;
import io.alluvium.source.SourceSpec;
import io.alluvium.verify.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Answers what the commands ask of a project that was read and found whole. {@link Pipeline} is the real one. */
public interface OpenProject extends OpenTables {
    /** In order of writing; tables that are taken by pattern are not among theirs. */
    List<SourceSpec> sources();

    List<Problem> warnings();

    Set<TableName> assumed();

    int models();

    Manifest manifest(boolean asksSources);

    RunPlan plan(Pipeline.RunOptions options);

    RunRecord run(Pipeline.RunOptions options, RunListener listener);

    List<Pipeline.Finding> examine();

    List<Verdict> verify(List<String> tables);

    Pipeline.Repair repair(List<String> tables, Duration leaseWait, RunListener listener);

    List<PlannedReset> planReset(List<String> tables);

    List<PlannedReset> reset(List<String> tables, Duration leaseWait);

    List<PlannedReset> undoReset(List<String> tables, Duration leaseWait);

    /**
     * What is known of a project while its warehouse is asked nothing; it may not be there yet.
     *
     * @param sources in order of writing
     */
    record Declared(ProjectConfig config, List<SourceSpec> sources) {
        public Declared {
            sources = List.copyOf(sources);
        }
    }
}
