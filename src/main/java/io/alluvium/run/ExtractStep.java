package io.alluvium.run;

import io.alluvium.domain.RunId;
import io.alluvium.domain.Window;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Kind;
import io.alluvium.journal.Intent;
import io.alluvium.journal.Outcome;
import io.alluvium.journal.TableJournal;
import io.alluvium.lake.LakeSession;
import io.alluvium.lake.TableVersion;
import io.alluvium.load.Batch;
import io.alluvium.load.Counted;
import io.alluvium.load.Loaded;
import io.alluvium.load.RawLoader;
import io.alluvium.plan.PlannedStep;
import io.alluvium.report.StepRecord;
import io.alluvium.source.Extracted;
import io.alluvium.source.Extractor;
import io.alluvium.source.SourceFact;
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
    private final RunId run;
    private final String project;
    private final Warehouse warehouse;
    private final Sources sources;
    private final Spark spark;
    private final Boundary.Listener boundaries;
    private final Clock clock;

    ExtractStep(
            PlannedStep.Extract planned,
            RunId run,
            String project,
            Warehouse warehouse,
            Sources sources,
            Spark spark,
            Boundary.Listener boundaries,
            Clock clock) {
        this.planned = planned;
        this.run = run;
        this.project = project;
        this.warehouse = warehouse;
        this.sources = sources;
        this.spark = spark;
        this.boundaries = boundaries;
        this.clock = clock;
    }

    @Override
    public boolean mayHelp(AlluviumException fault) {
        return !sources.isLost(planned.source().name());
    }

    @Override
    public Result attempt(int attempt) {
        SourceFact fact = attempt == 1 ? planned.fact() : survey();
        return fact.match(new SourceFact.Cases<>() {
            @Override
            public Result unchanged(SourceFact.Unchanged unchanged) {
                return Result.skipped(unchanged.reason());
            }

            @Override
            public Result changed(SourceFact.Changed changed) {
                return load(changed);
            }

            @Override
            public Result refused(SourceFact.Refused refused) {
                throw refused.problem().asException();
            }
        });
    }

    private SourceFact survey() {
        return sources.survey(planned.source().name(), planned.from(), state().known());
    }

    private TableJournal journal() {
        return warehouse.journal().of(planned.table());
    }

    private RawState state() {
        return RawState.of(warehouse, planned.table());
    }

    private Result load(SourceFact.Changed changed) {
        Instant started = clock.instant();
        TableJournal journal = journal();
        RawState state = state();
        Intent.Batch intent = state.pending()
                .filter(begun -> begun.window().equals(changed.window()))
                .orElseGet(() -> begin(journal, state, changed.window()));
        Extractor extractor = sources.get(planned.source().name());
        Batch batch = new Batch(
                planned.from(),
                planned.source().schemaChange(),
                intent,
                state.current(),
                warehouse.journal().epochs(planned.table()).writer(intent.tableId()),
                project,
                started);
        try (Extracted extracted = extractor.read(planned.from(), state.known(), intent.window())) {
            RawLoader loader = new RawLoader(warehouse.lake(), spark::session, LakeSession.hasCluster());
            Counted counted = loader.prepare(batch, extracted);
            boundaries.reached(planned.table(), Boundary.STAGED);
            Loaded loaded = loader.commit(counted);
            boundaries.reached(planned.table(), Boundary.COMMITTED);
            OptionalLong version = version(loaded);
            Duration took = Duration.between(started, clock.instant());
            journal.write(intent.number(), new Outcome(version, extracted.fingerprint(), took));
            boundaries.reached(planned.table(), Boundary.OUTCOME_WRITTEN);
            return result(changed, extracted, loaded, version);
        } catch (Exception e) {
            AlluviumException fault = extractor
                    .explain(planned.from(), e)
                    .orElseGet(() -> SparkFault.explained(
                            e, planned.table(), planned.from().place()));
            if (fault.kind() == Kind.SOURCE) {
                sources.giveUp(planned.source().name(), extractor);
            }
            throw fault;
        }
    }

    private static OptionalLong version(Loaded loaded) {
        return loaded.version().isPresent()
                ? OptionalLong.of(loaded.version().get().version())
                : OptionalLong.empty();
    }

    private static Result result(SourceFact.Changed changed, Extracted extracted, Loaded loaded, OptionalLong version) {
        return new Result(
                version.isPresent() ? StepRecord.Outcome.EXTRACTED : StepRecord.Outcome.SKIPPED,
                version.isPresent() ? changed.what() : "nothing that raw has not",
                OptionalLong.of(loaded.read()),
                new StepRecord.Changes(loaded.appended(), 0, 0),
                Optional.of(extracted.guarantee()),
                version,
                List.of());
    }

    private Intent.Batch begin(TableJournal journal, RawState state, Window window) {
        String tableId = state.current()
                .map(TableVersion::tableId)
                .orElseGet(() -> UUID.randomUUID().toString());
        Intent.Batch intent = new Intent.Batch(state.nextNumber(), state.settled(), tableId, run, window);
        journal.write(intent);
        boundaries.reached(planned.table(), Boundary.INTENT_WRITTEN);
        return intent;
    }
}
