package io.alluvium.run;

import io.alluvium.config.HoconSection;
import io.alluvium.config.ProjectConfig;
import io.alluvium.config.ProjectReader;
import io.alluvium.domain.RunKey;
import io.alluvium.domain.TableName;
import io.alluvium.export.ExportCheck;
import io.alluvium.export.ExportSpec;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Problem;
import io.alluvium.journal.KeyedRun.Submission;
import io.alluvium.journal.Lease;
import io.alluvium.journal.StateUpgrade;
import io.alluvium.lake.Libraries;
import io.alluvium.lake.TableVersion;
import io.alluvium.model.ModelGraph;
import io.alluvium.model.ModelReader;
import io.alluvium.model.RawTable;
import io.alluvium.plan.Explanation;
import io.alluvium.plan.PlannedReset;
import io.alluvium.plan.RunPlan;
import io.alluvium.plan.Selection;
import io.alluvium.report.Manifest;
import io.alluvium.report.RunRecord;
import io.alluvium.source.SourceSpec;
import io.alluvium.sources.SourceTypes;
import io.alluvium.verify.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A project that was read and found whole; what can be done with it. Opening one starts no Spark session; what needs one
 * starts it, and {@link #close()} stops it.
 */
public final class Pipeline implements OpenProject, AutoCloseable {
    private final Definitions definitions;
    private final Map<String, String> settings;
    private final Inventory inventory;
    private final ProjectTables stored;
    private final Warehouse warehouse;
    private final Spark spark;
    private final Clock clock;

    /** @param settings that the definitions were read with */
    private Pipeline(Definitions definitions, Map<String, String> settings, Inventory inventory, ProjectTables stored) {
        this.definitions = definitions;
        this.settings = settings;
        this.inventory = inventory;
        this.stored = stored;
        this.warehouse = stored.warehouse();
        this.spark = stored.spark();
        this.clock = stored.clock();
    }

    /**
     * Reads and checks a project: its configuration, sources and models.
     *
     * @throws AlluviumException with every problem found; UNSUPPORTED_RUNTIME before anything is read
     */
    public static Pipeline open(ProjectReader.Request request, Clock clock) {
        Libraries.found().refuseOthers();
        SourceTypes types = SourceTypes.all();
        List<HoconSection> written = new ArrayList<>();
        Declared declared = DeclaredProject.read(request, types, written);
        ProjectConfig project = declared.config();
        List<SourceSpec> sources = declared.sources();
        List<RawTable> raw = Definitions.rawTables(sources);
        boolean open = sources.stream().anyMatch(SourceSpec::isOpen);
        ModelGraph graph = ModelGraph.of(
                raw,
                open,
                project.variables().keySet(),
                ModelReader.look(
                        project.directory(), raw.stream().map(RawTable::name).toList()));
        ProjectTables stored = ProjectTables.of(project, types, clock);
        new QuotedColumns(graph, stored.warehouse()).refuse();
        new ExportCheck(graph, sources, open).refuse(declared.exports());
        return new Pipeline(
                new Definitions(project, sources, graph, declared.exports()),
                request.settings(),
                new Inventory(written),
                stored);
    }

    /**
     * Reads a project's configuration and sources, and neither models nor warehouse.
     *
     * @throws AlluviumException with every problem found
     */
    public static Declared declared(ProjectReader.Request request) {
        return DeclaredProject.read(request, SourceTypes.all(), new ArrayList<>());
    }

    /**
     * Reads a project's configuration alone: its tables and runs answer while a source or a model is being mended.
     *
     * @throws AlluviumException with every problem of the configuration outside of its sources; UNSUPPORTED_RUNTIME before
     *     anything is read
     */
    public static OpenTables openTables(ProjectReader.Request request, Clock clock) {
        return ProjectTables.open(request, clock);
    }

    @Override
    public ProjectConfig config() {
        return definitions.project();
    }

    @Override
    public List<SourceSpec> sources() {
        return definitions.sources();
    }

    @Override
    public List<ExportSpec> exports() {
        return definitions.exports();
    }

    @Override
    public List<Problem> warnings() {
        List<Problem> warnings = new ArrayList<>(definitions.graph().warnings());
        sources()
                .forEach(source ->
                        source.tables().forEach(table -> table.warning().ifPresent(warnings::add)));
        return List.copyOf(warnings);
    }

    @Override
    public Set<TableName> assumed() {
        return definitions.graph().assumed();
    }

    @Override
    public int models() {
        return definitions.models().size();
    }

    /**
     * What the project declares.
     *
     * @param asksSources whether sources are connected to where only they can tell all their tables
     */
    @Override
    public Manifest manifest(boolean asksSources) {
        return asksSources ? named(all -> inventory.of(all, settings)) : inventory.of(definitions, settings);
    }

    /** Asks sources only where they alone can tell all tables. */
    private <T> T named(Function<Definitions, T> use) {
        if (!definitions.isOpen()) {
            return use.apply(definitions);
        }
        try (Sources sources = connect()) {
            return use.apply(definitions.with(sources.specs()));
        }
    }

    /** Looks at sources and warehouse and says what a run would do and how; writes nothing, starts no Spark session. */
    @Override
    public RunPlan plan(RunOptions options) {
        return planned(options, Planning.Planned::plan);
    }

    /** As {@link #plan}, as a file keeps it for {@link RunOptions#plan()}. */
    @Override
    public Saved savedPlan(RunOptions options) {
        return planned(options, Planning.Planned::saved);
    }

    private <T> T planned(RunOptions options, Function<Planning.Planned, T> use) {
        try (Sources sources = connect()) {
            Instant at = options.at().orElseGet(clock::instant);
            return use.apply(planning(sources, at, options).planned(record(Optional.empty())));
        }
    }

    private Planning planning(Sources sources, Instant at, RunOptions options) {
        return new Planning(definitions.with(sources.specs()), settings, inventory, warehouse, sources, at, options);
    }

    private Sources connect() {
        return Sources.connect(definitions.sources(), config().run().retries() + 1);
    }

    /**
     * Runs to the end; every step's fault is in the record, faults of the run as a whole are thrown. A run with a key is
     * made once: whoever submits it again gets the record of the first, after waiting for it, or continues it.
     *
     * @throws AlluviumException USAGE where the key was submitted with other arguments before; LEASE_HELD
     */
    @Override
    public RunRecord run(RunOptions options, RunListener listener) {
        spark.startWhereAwaited();
        try {
            return options.key().isPresent()
                    ? underKey(options.key().get(), options, listener)
                    : withoutKey(options, listener);
        } finally {
            spark.awaitWhereAwaited();
        }
    }

    private RunRecord withoutKey(RunOptions options, RunListener listener) {
        Conduct conduct = conduct(options, listener, Optional.empty());
        try (Lease lease = warehouse.journal().lease(options.leaseWait())) {
            return underLease(conduct, options, options.at().orElse(conduct.started()));
        }
    }

    private RunRecord underKey(RunKey key, RunOptions options, RunListener listener) {
        Map<String, String> arguments = Arguments.of(options, config().environment(), settings);
        return new RunOnce(warehouse.journal(), key, arguments, listener)
                .record(
                        options.leaseWait(),
                        () -> new Submission(key, options.at().orElseGet(clock::instant), arguments),
                        asked -> underLease(conduct(options, listener, Optional.of(asked)), options, asked.at()));
    }

    private Conduct conduct(RunOptions options, RunListener listener, Optional<Submission> submission) {
        return new Conduct(warehouse, spark, clock, listener, submission, options);
    }

    private RunRecord underLease(Conduct conduct, RunOptions options, Instant at) {
        return conduct.of(config(), at, run -> {
            try (Sources sources = connect()) {
                Planning planning = planning(sources, at, options);
                Planning.Decided decided = planning.decided();
                RunRecord record =
                        conduct.carryOut(run, planning.definitions(), decided.steps(), decided.pins(), sources, at);
                warehouse.journal().saveNotes();
                return record;
            }
        });
    }

    /**
     * Compares raw tables with their sources; writes nothing, needs Spark.
     *
     * @param tables by {@code raw.name} or name; all where there are none
     * @throws AlluviumException UNKNOWN_TABLE; the faults of single tables are their verdicts
     */
    @Override
    public List<Verdict> verify(List<String> tables) {
        try (Sources sources = connect()) {
            return new Repairing(stored, definitions.with(sources.specs()), sources).look(tables);
        }
    }

    /**
     * Compares models' tables with what their inputs give; writes nothing, needs Spark.
     *
     * @param tables by {@code layer.name} or name; all models where there are none
     * @throws AlluviumException UNKNOWN_TABLE; the faults of single tables are their verdicts
     */
    @Override
    public List<Verdict> verifyModels(List<String> tables) {
        return named(all -> new ModelVerification(all, warehouse, spark)
                .of(Selection.named(tables).of(all.tables())));
    }

    /**
     * As {@link #verify}, and extracts again, in a run, what does not equal its source; then compares again.
     *
     * @param leaseWait how long to wait for another run's lease
     */
    @Override
    public Repair repair(List<String> tables, Duration leaseWait, RunListener listener) {
        Conduct conduct = new Conduct(warehouse, spark, clock, listener);
        try (Lease lease = warehouse.journal().lease(leaseWait);
                Sources sources = connect()) {
            return new Repairing(stored, definitions.with(sources.specs()), sources).carryOut(tables, conduct);
        }
    }

    /**
     * What {@link #reset} would do; writes nothing.
     *
     * @param tables by {@code raw.name} or name, at least one
     * @throws AlluviumException with all reasons why one of them cannot be reset
     */
    @Override
    public List<PlannedReset> planReset(List<String> tables) {
        try (Sources sources = connect()) {
            return new Resetting(definitions.with(sources.specs()), warehouse, sources).look(tables);
        }
    }

    /**
     * Begins a new epoch of raw tables: the next run loads them anew into other folders, and computes anew what reads
     * them. Where one cannot be reset, none is.
     *
     * @param leaseWait how long to wait for a run's lease
     * @return what was done
     * @throws AlluviumException as {@link #planReset}; LEASE_HELD, STORAGE_FAILED
     */
    @Override
    public List<PlannedReset> reset(List<String> tables, Duration leaseWait) {
        try (Lease lease = warehouse.journal().lease(leaseWait);
                Sources sources = connect()) {
            Resetting resetting = new Resetting(definitions.with(sources.specs()), warehouse, sources);
            List<PlannedReset> resets = resetting.look(tables);
            resetting.carryOut(resets, clock);
            return resets;
        }
    }

    /**
     * Takes the last reset of raw tables back, which no run has loaded anew yet. Where one cannot go back, none does. Asks
     * no source.
     *
     * @param tables by {@code raw.name} or name, at least one
     * @throws AlluviumException RESET_NOT_UNDONE with all reasons; LEASE_HELD, STORAGE_FAILED
     */
    @Override
    public List<PlannedReset> undoReset(List<String> tables, Duration leaseWait) {
        try (Lease lease = warehouse.journal().lease(leaseWait)) {
            return new ResetUndoing(config().name(), warehouse).undo(tables);
        }
    }

    @Override
    public Optional<RunRecord> record(Optional<Long> run) {
        return stored.record(run);
    }

    @Override
    public Optional<Found> find(RunKey key) {
        return stored.find(key);
    }

    @Override
    public boolean isAtWork() {
        return stored.isAtWork();
    }

    @Override
    public StateUpgrade upgrade() {
        return stored.upgrade();
    }

    @Override
    public StateUpgrade upgrade(Duration leaseWait) {
        return stored.upgrade(leaseWait);
    }

    @Override
    public List<TableVersion> tables() {
        return stored.tables();
    }

    @Override
    public String path(TableName table) {
        return stored.path(table);
    }

    @Override
    public List<TableName> readable() {
        return stored.readable();
    }

    @Override
    public Dataset<Row> query(String sql) {
        return stored.query(sql);
    }

    /**
     * Tells how models' tables follow changes; asks no source, starts no Spark session.
     *
     * @param tables by {@code layer.name} or name; all models where there are none
     * @throws AlluviumException UNKNOWN_TABLE
     */
    @Override
    public List<Explanation> explain(List<String> tables) {
        return new Explaining(definitions, warehouse, clock)
                .of(Selection.named(tables).of(definitions.tables()));
    }

    /** Tries the warehouse and each source; one finding each. */
    @Override
    public List<Finding> examine() {
        return new Examination(definitions, warehouse).findings();
    }

    /** Stops Spark if it was started. */
    @Override
    public void close() {
        spark.close();
    }
}
