package io.alluvium.cli;

import io.alluvium.config.ProjectConfig;
import io.alluvium.config.RunLimits;
import io.alluvium.domain.RunKey;
import io.alluvium.domain.TableName;
import io.alluvium.export.ExportSpec;
import io.alluvium.failure.Problem;
import io.alluvium.journal.StateUpgrade;
import io.alluvium.lake.TableVersion;
import io.alluvium.plan.Explanation;
import io.alluvium.plan.PlannedReset;
import io.alluvium.plan.RunPlan;
import io.alluvium.report.Manifest;
import io.alluvium.report.RunRecord;
import io.alluvium.run.OpenProject;
import io.alluvium.run.OpenTables;
import io.alluvium.run.RunListener;
import io.alluvium.run.RunOptions;
import io.alluvium.source.SourceSpec;
import io.alluvium.storage.S3Settings;
import io.alluvium.verify.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A project that refuses every question a test did not expect. */
class RefusingProject implements OpenProject {
    @Override
    public List<Verdict> verifyModels(List<String> tables) {
        throw new AssertionError("verifyModels");
    }

    @Override
    public StateUpgrade upgrade() {
        throw new AssertionError("upgrade");
    }

    @Override
    public StateUpgrade upgrade(Duration leaseWait) {
        throw new AssertionError("upgrade");
    }

    @Override
    public List<TableName> readable() {
        throw new AssertionError("readable");
    }

    @Override
    public ProjectConfig config() {
        return new ProjectConfig(
                "shop",
                Path.of("/project"),
                Optional.empty(),
                "/data/shop",
                S3Settings.USUAL,
                Map.of(),
                Optional.empty(),
                new RunLimits(1, 0),
                Optional.empty(),
                List.of());
    }

    @Override
    public List<SourceSpec> sources() {
        return List.of();
    }

    @Override
    public List<ExportSpec> exports() {
        return List.of();
    }

    @Override
    public Manifest manifest(boolean asksSources) {
        throw new AssertionError("manifest");
    }

    @Override
    public List<Problem> warnings() {
        throw new AssertionError("warnings");
    }

    @Override
    public Set<TableName> assumed() {
        return Set.of();
    }

    @Override
    public int models() {
        throw new AssertionError("models");
    }

    @Override
    public RunPlan plan(RunOptions options) {
        throw new AssertionError("plan");
    }

    @Override
    public Saved savedPlan(RunOptions options) {
        throw new AssertionError("savedPlan");
    }

    @Override
    public List<Explanation> explain(List<String> tables) {
        throw new AssertionError("explain");
    }

    @Override
    public RunRecord run(RunOptions options, RunListener listener) {
        throw new AssertionError("run");
    }

    @Override
    public Optional<OpenTables.Found> find(RunKey key) {
        throw new AssertionError("find");
    }

    @Override
    public boolean isAtWork() {
        throw new AssertionError("isAtWork");
    }

    @Override
    public Optional<RunRecord> record(Optional<Long> run) {
        throw new AssertionError("record");
    }

    @Override
    public List<TableVersion> tables() {
        throw new AssertionError("tables");
    }

    @Override
    public String path(TableName table) {
        throw new AssertionError("path");
    }

    @Override
    public Dataset<Row> query(String sql) {
        throw new AssertionError("query");
    }

    @Override
    public List<OpenProject.Finding> examine() {
        throw new AssertionError("examine");
    }

    @Override
    public List<Verdict> verify(List<String> tables) {
        throw new AssertionError("verify");
    }

    @Override
    public OpenProject.Repair repair(List<String> tables, Duration leaseWait, RunListener listener) {
        throw new AssertionError("repair");
    }

    @Override
    public List<PlannedReset> planReset(List<String> tables) {
        throw new AssertionError("planReset");
    }

    @Override
    public List<PlannedReset> reset(List<String> tables, Duration leaseWait) {
        throw new AssertionError("reset");
    }

    @Override
    public List<PlannedReset> undoReset(List<String> tables, Duration leaseWait) {
        throw new AssertionError("undoReset");
    }
}
