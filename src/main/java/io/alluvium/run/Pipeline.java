package io.alluvium.run;

import io.alluvium.config.ProjectConfig;
import io.alluvium.domain.TableName;
import io.alluvium.failure.Problem;
import io.alluvium.lake.TableVersion;
import io.alluvium.plan.RunPlan;
import io.alluvium.report.RunRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A project that was read and found whole; what can be done with it. Opening one starts no Spark session. */
public final class Pipeline {
    private final ProjectConfig project;

    private Pipeline(ProjectConfig project) {
        this.project = project;
    }

    /**
     * Reads and checks configuration and models.
     *
     * @throws io.alluvium.failure.AlluviumException with every problem found
     */
    public static Pipeline open(ProjectConfig project, Clock clock) {
        return new Pipeline(project);
    }

    public ProjectConfig project() {
        return project;
    }

    /** Things that are allowed but probably not meant. */
    public List<Problem> warnings() {
        return List.of();
    }

    /** The number of models. */
    public int models() {
        return 0;
    }

    /** Looks at sources and warehouse and says what a run would do; writes nothing, starts no Spark session. */
    public RunPlan plan(RunOptions options) {
        throw new IllegalStateException("not wired");
    }

    /** Runs to the end; every step's fault is in the record, faults of the run as a whole are thrown. */
    public RunRecord run(RunOptions options, RunListener listener) {
        throw new IllegalStateException("not wired");
    }

    /** The newest finished run, or the one with this number. */
    public Optional<RunRecord> record(Optional<Long> run) {
        return Optional.empty();
    }

    /** The project's tables that exist, with what their logs say. */
    public List<TableVersion> tables() {
        return List.of();
    }

    /** Where a table lies. */
    public String path(TableName table) {
        return table.toString();
    }

    /** Answers a query over the newest versions of the project's tables, by {@code layer.name}; needs Spark. */
    public Dataset<Row> query(String sql) {
        throw new IllegalStateException("not wired");
    }

    /** Tries Java, Spark, warehouse and each source; one line each. */
    public List<Finding> examine() {
        return List.of();
    }

    /** What one look of {@code doctor} found. */
    public record Finding(String what, boolean fine, String detail, Optional<Problem> problem) {}

    /**
     * @param at the logical time; by default the start of the run
     * @param leaseWait how long to wait for another run's lease
     */
    public record RunOptions(Optional<Instant> at, Duration leaseWait) {}
}
