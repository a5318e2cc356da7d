package io.alluvium.run;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Kind;
import io.alluvium.journal.Intent;
import io.alluvium.journal.Outcome;
import io.alluvium.journal.Position;
import io.alluvium.journal.TableJournal;
import io.alluvium.lake.LakeSession;
import io.alluvium.lake.TableVersion;
import io.alluvium.load.Batch;
import io.alluvium.load.Counted;
import io.alluvium.load.Loaded;
import io.alluvium.load.RawLoader;
import io.alluvium.plan.PlannedStep;
import io.alluvium.report.StepRecord;
import io.alluvium.source.Look;
import io.alluvium.source.Source;
import io.alluvium.source.TableRead;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** One raw table: look, journal the window, read exactly that, load it in one commit. */
final class ExtractStep implements Step {
    private final PlannedStep.Extract planned;
    private final RunContext context;
    private final Pins pins;
    private final Warehouse warehouse;
    private final Sources sources;
    private final Boundary.Listener boundaries;
    private final Clock clock;

    ExtractStep(PlannedStep.Extract planned, RunContext context) {
        this.planned = planned;
        this.context = context;
        this.pins = context.pins();
        this.warehouse = context.warehouse();
        this.sources = context.sources();
        this.boundaries = context.listener();
        this.clock = context.clock();
    }

    @Override
    public boolean mayHelp(AlluviumException fault) {
        return !sources.isLost(planned.source().name());
    }

    @Override
    public Result attempt(int attempt) {
        Look look = attempt == 1 && !isReaderLost() ? planned.look() : look();
        if (attempt > 1) {
            new Glance(warehouse).pin(planned.table()).ifPresent(pins::found);
        }
        return look.match(new Look.Cases<>() {
            @Override
            public Result unchanged(Look.Unchanged unchanged) {
                unchanged.noted().ifPresent(ExtractStep.this::note);
                return Result.skipped(unchanged.reason());
            }

            @Override
            public Result changed(Look.Changed changed) {
                return load(changed);
            }

            @Override
            public Result refused(Look.Refused refused) {
                throw refused.problem().asException();
            }
        });
    }

    /** Another table's fault may have ended the source that looked at this one. */
    private boolean isReaderLost() {
        return planned.look() instanceof Look.Changed
                && !sources.isCurrent(planned.source().name(), planned.from());
    }

    private Look look() {
        RawState state = state();
        Look look = sources.look(planned.source().name(), planned.from(), state.known());
        return new Admission(warehouse, context.definitions().project().name())
                .of(look, planned.from(), planned.source(), state.current());
    }

    private TableJournal journal() {
        return warehouse.journal().of(planned.table());
    }

    private RawState state() {
        return RawState.of(new Glance(warehouse), planned.table());
    }

    private Result load(Look.Changed changed) {
        Instant started = clock.instant();
        TableJournal journal = journal();
        RawState state = state();
        Intent.Batch intent = state.pending()
                .filter(begun -> begun.position().equals(changed.position()))
                .orElseGet(() -> begin(journal, state, changed.position()));
        Source source = sources.get(planned.source().name());
        Batch batch = new Batch(
                planned.from(),
                planned.source().schemaChange(),
                intent,
                state.current(),
                journal.epochs().writer(intent.tableId()),
                context.definitions().project().name(),
                started);
        try (TableRead read = changed.reader().read()) {
            RawLoader loader = new RawLoader(warehouse.lake(), context.spark()::session, LakeSession.hasCluster());
            Counted counted = loader.prepare(batch, read);
            boundaries.reached(planned.table(), Boundary.STAGED);
            Loaded loaded = loader.commit(counted);
            boundaries.reached(planned.table(), Boundary.COMMITTED);
            loaded.version().ifPresent(version -> pins.committed(version, intent.number(), true));
            OptionalLong version = version(loaded);
            Duration took = Duration.between(started, clock.instant());
            journal.write(intent, new Outcome(version, read.fingerprint(), took));
            state.keep(warehouse, intent);
            boundaries.reached(planned.table(), Boundary.OUTCOME_WRITTEN);
            return result(changed, read, loaded, version);
        } catch (Exception e) {
            AlluviumException fault = source.explain(planned.from(), e)
                    .orElseGet(() -> SparkFault.explained(
                            e, planned.table(), planned.from().place()));
            if (fault.kind() == Kind.SOURCE) {
                sources.giveUp(planned.source().name(), source);
            }
            throw fault;
        }
    }

    /** A batch without rows: what the source says of the table from now on is settled without a commit. */
    private void note(Look.Noted noted) {
        Instant started = clock.instant();
        TableJournal journal = journal();
        RawState state = state();
        Intent.Batch intent = begin(journal, state, noted.position());
        Duration took = Duration.between(started, clock.instant());
        journal.write(intent, new Outcome(OptionalLong.empty(), noted.fingerprint(), took));
        state.keep(warehouse, intent);
        boundaries.reached(planned.table(), Boundary.OUTCOME_WRITTEN);
    }

    private static OptionalLong version(Loaded loaded) {
        return loaded.version().isPresent()
                ? OptionalLong.of(loaded.version().get().version())
                : OptionalLong.empty();
    }

    private static Result result(Look.Changed changed, TableRead read, Loaded loaded, OptionalLong version) {
        return new Result(
                version.isPresent() ? StepRecord.Outcome.EXTRACTED : StepRecord.Outcome.SKIPPED,
                version.isPresent()
                        ? changed.what()
                        : "nothing that raw has not"
                                + changed.reason().map(why -> ", " + why).orElse(""),
                OptionalLong.of(loaded.read()),
                new StepRecord.Changes(loaded.appended(), 0, 0),
                Optional.of(read.guarantee()),
                version,
                List.of(),
                Optional.empty());
    }

    private Intent.Batch begin(TableJournal journal, RawState state, Position position) {
        String tableId = state.current()
                .map(TableVersion::tableId)
                .orElseGet(() -> UUID.randomUUID().toString());
        Intent.Batch intent = new Intent.Batch(state.nextNumber(), state.settled(), tableId, context.run(), position);
        journal.write(intent);
        boundaries.reached(planned.table(), Boundary.INTENT_WRITTEN);
        return intent;
    }
}
