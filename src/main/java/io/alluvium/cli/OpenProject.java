package io.alluvium.cli;

import io.alluvium.config.ProjectConfig;
import io.alluvium.domain.TableName;
import io.alluvium.failure.Problem;
import io.alluvium.lake.TableVersion;
import io.alluvium.plan.PlannedReset;
import io.alluvium.plan.RunPlan;
import io.alluvium.report.RunRecord;
import io.alluvium.run.Pipeline;
import io.alluvium.run.RunListener;
import io.alluvium.verify.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What the commands ask of a project that was read and found whole; see {@link Pipeline} for each answer. */
interface OpenProject {
    ProjectConfig config();

    List<Problem> warnings();

    Set<TableName> assumed();

    int models();

    RunPlan plan(Pipeline.RunOptions options);

    RunRecord run(Pipeline.RunOptions options, RunListener listener);

    Optional<RunRecord> record(Optional<Long> run);

    List<TableVersion> tables();

    String path(TableName table);

    Dataset<Row> query(String sql);

    List<Pipeline.Finding> examine();

    List<Verdict> verify(List<String> tables);

    Pipeline.Repair repair(List<String> tables, Duration leaseWait, RunListener listener);

    List<PlannedReset> planReset(List<String> tables);

    List<PlannedReset> reset(List<String> tables, Duration leaseWait);

    List<PlannedReset> undoReset(List<String> tables, Duration leaseWait);

    /** The real one. */
    static OpenProject of(Pipeline pipeline) {
        return new OpenProject() {
            @Override
            public ProjectConfig config() {
                return pipeline.project();
            }

            @Override
            public List<Problem> warnings() {
                return pipeline.warnings();
            }

            @Override
            public Set<TableName> assumed() {
                return pipeline.assumed();
            }

            @Override
            public int models() {
                return pipeline.models();
            }

            @Override
            public RunPlan plan(Pipeline.RunOptions options) {
                return pipeline.plan(options);
            }

            @Override
            public RunRecord run(Pipeline.RunOptions options, RunListener listener) {
                return pipeline.run(options, listener);
            }

            @Override
            public Optional<RunRecord> record(Optional<Long> run) {
                return pipeline.record(run);
            }

            @Override
            public List<TableVersion> tables() {
                return pipeline.tables();
            }

            @Override
            public String path(TableName table) {
                return pipeline.path(table);
            }

            @Override
            public Dataset<Row> query(String sql) {
                return pipeline.query(sql);
            }

            @Override
            public List<Pipeline.Finding> examine() {
                return pipeline.examine();
            }

            @Override
            public List<Verdict> verify(List<String> tables) {
                return pipeline.verify(tables);
            }

            @Override
            public Pipeline.Repair repair(List<String> tables, Duration leaseWait, RunListener listener) {
                return pipeline.repair(tables, leaseWait, listener);
            }

            @Override
            public List<PlannedReset> planReset(List<String> tables) {
                return pipeline.planReset(tables);
            }

            @Override
            public List<PlannedReset> reset(List<String> tables, Duration leaseWait) {
                return pipeline.reset(tables, leaseWait);
            }

            @Override
            public List<PlannedReset> undoReset(List<String> tables, Duration leaseWait) {
                return pipeline.undoReset(tables, leaseWait);
            }
        };
    }
}
