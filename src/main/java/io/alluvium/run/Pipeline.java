package io.alluvium.run;

import io.alluvium.config.HoconSection;
import io.alluvium.config.ProjectConfig;
import io.alluvium.config.ProjectReader;
import io.alluvium.domain.RunKey;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.journal.KeyedRun.Submission;
import io.alluvium.journal.Lease;
import io.alluvium.lake.Libraries;
import io.alluvium.lake.TableVersion;
import io.alluvium.model.Model;
import io.alluvium.model.ModelGraph;
import io.alluvium.model.ModelReader;
import io.alluvium.model.RawTable;
import io.alluvium.plan.PlannedReset;
import io.alluvium.plan.PlannedStep;
import io.alluvium.plan.RunPlan;
import io.alluvium.report.Manifest;
import io.alluvium.report.RunRecord;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.TableSpec;
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
import java.util.TreeMap;
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
    private final Warehouse warehouse;
    private final Spark spark;
    private final Clock clock;

    /** @param settings that the definitions were read with */
    private Pipeline(
            Definitions definitions,
            Map<String, String> settings,
            Inventory inventory,
            Warehouse warehouse,
            Clock clock) {
        this.definitions = definitions;
        this.settings = settings;
        this.inventory = inventory;
        this.warehouse = warehouse;
        this.spark =
                new Spark(warehouse.lake(), "alluvium " + definitions.project().name());
        this.clock = clock;
    }

    /**
     * Reads and checks a project: its configuration, sources and models.
     *
     * @throws AlluviumException with every problem found; UNSUPPORTED_RUNTIME before anything is read
     */
    public static Pipeline open(ProjectReader.Request request, Clock clock) {
        Libraries.found().refuseOthers();
        SourceTypes types = SourceTypes.all();
        List<SourceSpec> sources = new ArrayList<>();
        List<HoconSection> written = new ArrayList<>();
        ProjectConfig project = ProjectReader.read(request, (directory, sections) -> {
            written.addAll(sections);
            sources.addAll(types.read(directory, sections));
        });
        List<RawTable> raw = Definitions.rawTables(sources);
        ModelGraph graph = ModelGraph.of(
                raw,
                sources.stream().anyMatch(SourceSpec::isOpen),
                project.variables().keySet(),
                ModelReader.look(
                        project.directory(), raw.stream().map(RawTable::name).toList()));
        Warehouse warehouse = Warehouse.of(project.storage(), project.name(), types);
        new QuotedColumns(graph, warehouse).refuse();
        return new Pipeline(
                new Definitions(project, sources, graph), request.settings(), new Inventory(written), warehouse, clock);
    }

    /**
     * Reads a project's configuration and sources, and neither models nor warehouse.
     *
     * @throws AlluviumException with every problem found
     */
    public static Declared declared(ProjectReader.Request request) {
        List<SourceSpec> sources = new ArrayList<>();
        ProjectConfig project = ProjectReader.read(
                request,
                (directory, sections) -> sources.addAll(SourceTypes.all().read(directory, sections)));
        return new Declared(project, sources);
    }

    /**
     * Reads a project's configuration alone: its tables and runs answer while a source or a model is being mended.
     *
     * @throws AlluviumException with every problem of the configuration outside of its sources; UNSUPPORTED_RUNTIME before
     *     anything is read
     */
    public static OpenTables openTables(ProjectReader.Request request, Clock clock) {
        Libraries.found().refuseOthers();
        ProjectConfig project = ProjectReader.read(request, (directory, sections) -> {});
        ModelGraph none = ModelGraph.of(List.of(), true, Set.of(), List.<Model>of());
        Warehouse warehouse = Warehouse.of(project.storage(), project.name(), SourceTypes.all());
        return new Pipeline(
                new Definitions(project, List.of(), none),
                request.settings(),
                new Inventory(List.of()),
                warehouse,
                clock);
    }

    @Override
    public ProjectConfig config() {
        return definitions.project();
    }

    @Override
    public List<SourceSpec> sources() {
        return definitions.sources();
    }

    /** Things that are allowed but probably not meant. */
    @Override
    public List<Problem> warnings() {
        List<Problem> warnings = new ArrayList<>(definitions.graph().warnings());
        sources()
                .forEach(source ->
                        source.tables().forEach(table -> table.warning().ifPresent(warnings::add)));
        return List.copyOf(warnings);
    }

    /** Raw tables that models read and that only a source can tell of: plan and run ask it. */
    @Override
    public Set<TableName> assumed() {
        return definitions.graph().assumed();
    }

    /** The number of models. */
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
        if (!asksSources || !definitions.isOpen()) {
            return inventory.of(definitions, settings);
        }
        try (Sources sources = connect()) {
            return inventory.of(definitions.with(sources.specs()), settings);
        }
    }

    /** Looks at sources and warehouse and says what a run would do and how; writes nothing, starts no Spark session. */
    @Override
    public RunPlan plan(RunOptions options) {
        try (Sources sources = connect()) {
            RunPlan plan = plan(definitions.with(sources.specs()), options.at().orElseGet(clock::instant), sources);
            Forecast forecast = new Forecast(warehouse);
            List<PlannedStep> steps = plan.steps().stream().map(forecast::of).toList();
            return plan.with(
                    steps.stream().map(new TextSequences(warehouse, steps)::of).toList());
        }
    }

    private RunPlan plan(Definitions named, Instant at, Sources sources) {
        Parameters parameters = new Parameters(config().variables(), at);
        List<PlannedStep> steps = new Survey(named, warehouse, sources, parameters).steps();
        Optional<RunPlan.LastRun> last =
                record(Optional.empty()).map(run -> new RunPlan.LastRun(run.id(), run.exitStatus()));
        return new RunPlan(
                config().name(), config().environment(), config().warehouse(), at, last, steps, orphans(named));
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
        if (options.key().isEmpty()) {
            Conduct conduct = conduct(options, listener, Optional.empty());
            try (Lease lease = warehouse.journal().lease(options.leaseWait())) {
                return underLease(conduct, options.at().orElse(conduct.started()));
            }
        }
        RunKey key = options.key().get();
        Map<String, String> arguments = Arguments.of(options.at(), config().environment(), settings);
        return new RunOnce(warehouse.journal(), key, arguments, listener)
                .record(
                        options.leaseWait(),
                        () -> new Submission(key, options.at().orElseGet(clock::instant), arguments),
                        asked -> underLease(conduct(options, listener, Optional.of(asked)), asked.at()));
    }

    private Conduct conduct(RunOptions options, RunListener listener, Optional<Submission> submission) {
        return new Conduct(warehouse, spark, clock, listener, submission, options);
    }

    private RunRecord underLease(Conduct conduct, Instant at) {
        return conduct.of(config(), at, run -> {
            try (Sources sources = connect()) {
                Definitions named = definitions.with(sources.specs());
                RunRecord record =
                        conduct.carryOut(run, named, plan(named, at, sources).steps(), sources, at);
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
            Map<TableSpec, SourceSpec> chosen =
                    definitions.with(sources.specs()).rawTables(tables, Pipeline::incomparable);
            return verification(sources, tables).of(chosen);
        }
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
            Definitions named = definitions.with(sources.specs());
            Map<TableSpec, SourceSpec> chosen = named.rawTables(tables, Pipeline::incomparable);
            SourceVerification verification = verification(sources, tables);
            List<Verdict> before = verification.of(chosen);
            List<PlannedStep> steps = verification.repairs(chosen, before);
            if (steps.isEmpty()) {
                return new Repair(before, Optional.empty(), before);
            }
            RunRecord run = conduct.of(
                    config(),
                    conduct.started(),
                    begun -> conduct.carryOut(begun, named, steps, sources, conduct.started()));
            return new Repair(before, Optional.of(run), verification.again(chosen, before, run));
        }
    }

    private SourceVerification verification(Sources sources, List<String> tables) {
        return new SourceVerification(warehouse, sources, spark, !tables.isEmpty(), this::refused);
    }

    /** Why the last run refused a table, where another run will not do better by itself. */
    private Optional<Problem> refused(TableName table) {
        return record(Optional.empty()).stream()
                .flatMap(run -> run.steps().stream())
                .filter(step -> step.table().equals(table))
                .flatMap(step -> step.problems().stream())
                .filter(problem -> !problem.code().kind().retryable())
                .findFirst();
    }

    private static Problem incomparable(TableName model) {
        return Problem.of(
                ErrorCode.UNKNOWN_TABLE, model + " is a model: only raw tables have a source to compare with");
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

    /** The newest finished run, or the one with this number. */
    @Override
    public Optional<RunRecord> record(Optional<Long> run) {
        return new PastRuns(warehouse.journal()).record(run);
    }

    /** What became of a key's run, by the newest attempt at it; empty where nothing was begun under the key. */
    @Override
    public Optional<Found> find(RunKey key) {
        return new PastRuns(warehouse.journal()).find(key);
    }

    @Override
    public boolean isAtWork() {
        return warehouse.journal().isLeaseHeld();
    }

    /** The project's tables that exist, with what their logs say. */
    @Override
    public List<TableVersion> tables() {
        return warehouse.lake().tables().stream()
                .flatMap(table -> warehouse.lake().current(table).stream())
                .filter(version -> warehouse.owns(config().name(), version))
                .toList();
    }

    private List<TableName> orphans(Definitions named) {
        List<TableName> declared = new ArrayList<>();
        named.sourceTables().keySet().forEach(table -> declared.add(table.name()));
        named.models().forEach(model -> declared.add(model.name()));
        return warehouse.others(config().name(), declared);
    }

    /** Where a table lies. */
    @Override
    public String path(TableName table) {
        return warehouse.lake().path(table);
    }

    /** Answers a query over the newest versions of the project's tables, by {@code layer.name}; needs Spark. Refuses whatever is no query. */
    @Override
    public Dataset<Row> query(String sql) {
        Map<TableName, TableVersion> pins = new TreeMap<>();
        tables().forEach(version -> pins.put(version.name(), version));
        AdHocQuery query = new AdHocQuery(sql, pins, clock.instant());
        return query.rows(spark.session().session("query", pins));
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

    /**
     * What {@link #repair} found and did.
     *
     * @param run absent where there was nothing to extract again
     * @param after what is left
     */
    public record Repair(List<Verdict> before, Optional<RunRecord> run, List<Verdict> after) {
        public Repair {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    /** What one look of {@code doctor} found. */
    public record Finding(String what, boolean fine, String detail, Optional<Problem> problem) {}

    /**
     * How to run.
     *
     * @param at the logical time; by default the start of the run
     * @param leaseWait how long to wait for another run's lease
     * @param key makes it a run that is made once
     * @param tellsIdle whether the run's exit status says that there was nothing to do
     * @param events whether files tell of each step while the run is at work
     */
    public record RunOptions(
            Optional<Instant> at, Duration leaseWait, Optional<RunKey> key, boolean tellsIdle, boolean events) {
        /** Of a run without a key. */
        public RunOptions(Optional<Instant> at, Duration leaseWait) {
            this(at, leaseWait, Optional.empty(), false, false);
        }
    }
}
