package io.alluvium.run;

import io.alluvium.config.ProjectConfig;
import io.alluvium.domain.RunId;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.journal.KeyedRun.Submission;
import io.alluvium.plan.PlannedStep;
import io.alluvium.report.ExitStatus;
import io.alluvium.report.RunLog;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one run from its begin to its record: the number, the log, the steps, the results. */
final class Conduct {
    private static final String LOG = "log";
    private static final Duration LOG_PART = Duration.ofSeconds(30);
    private static final Logger OURS = LoggerFactory.getLogger(Conduct.class);

    private final Warehouse warehouse;
    private final Spark spark;
    private final Clock clock;
    private final RunListener listener;
    private final Optional<Submission> submission;
    private final RunOptions options;
    private final Instant started;
    private final OptionalLong requestsBefore;
    private Optional<RunLog.Copy> log = Optional.empty();

    /** Of a run without a key, which ends with 0 where there was nothing to do. */
    Conduct(Warehouse warehouse, Spark spark, Clock clock, RunListener listener) {
        this(warehouse, spark, clock, listener, Optional.empty(), new RunOptions(Optional.empty(), Duration.ZERO));
    }

    /**
     * From now on time and requests are the run's.
     *
     * @param submission under a key
     * @param options how it tells what it does
     */
    Conduct(
            Warehouse warehouse,
            Spark spark,
            Clock clock,
            RunListener listener,
            Optional<Submission> submission,
            RunOptions options) {
        this.submission = submission;
        this.options = options;
        this.warehouse = warehouse;
        this.spark = spark;
        this.clock = clock;
        this.listener = listener;
        this.started = clock.instant();
        this.requestsBefore = warehouse.lake().requests();
    }

    Instant started() {
        return started;
    }

    /**
     * Begins a run and does its work. What the work throws is in the run's results before it is thrown on.
     *
     * @param at the logical time
     * @param work with the number of the run
     */
    RunRecord of(ProjectConfig project, Instant at, Function<RunId, RunRecord> work) {
        RunId run = begin();
        try {
            return work.apply(run);
        } catch (Throwable thrown) {
            giveUp(run, project, at, thrown);
            throw thrown;
        }
    }

    /** From here on the log is the run's own. */
    private RunId begin() {
        RunId run = warehouse.journal().nextRun();
        submission.ifPresent(asked -> warehouse.journal().keyed(asked.key()).add(run, asked));
        Storage folder = warehouse.journal().folder(run);
        Optional<String> file = folder.localFile(LOG);
        file.ifPresent(RunLog::toFile);
        if (file.isEmpty()) {
            log = Optional.of(RunLog.copying(folder, LOG, LOG_PART));
        }
        listener.started(run);
        return run;
    }

    /** @param pins that the steps were decided over */
    RunRecord carryOut(RunId run, Definitions named, List<PlannedStep> steps, Pins pins, Sources sources, Instant at) {
        listener.planned(steps.stream().map(PlannedStep::table).toList());
        Storage folder = warehouse.journal().folder(run);
        List<StepRecord> records;
        try (EventFiles events = new EventFiles(folder, run, clock)) {
            RunListener told = options.events() ? new TellingListener(listener, events) : listener;
            records = new Execution(new RunContext(run, at, named, warehouse, sources, spark, pins, told, clock))
                    .of(steps);
        }
        if (pins.isMoved() || isAfterAKill(run)) {
            warehouse.journal().points().write(pins.point(run));
        }
        // Who was stopped wants the end, and the next run tells the catalog all the same.
        Optional<RunRecord.Registration> told =
                listener.signal().isPresent() ? Optional.empty() : new Registering(warehouse, named).after(records);
        RunRecord record = record(run, named.project(), at, records, List.of(), told, exit(records));
        ResultFile.write(folder, record);
        keepLog(folder);
        listener.ended(record);
        return record;
    }

    /** Whether the run before left no results: it may have committed, and nobody has written down where that led. */
    private boolean isAfterAKill(RunId run) {
        return run.number() > 1
                && ResultFile.read(warehouse.journal().folder(new RunId(run.number() - 1)))
                        .isEmpty();
    }

    private void giveUp(RunId run, ProjectConfig project, Instant at, Throwable thrown) {
        OURS.error("run {} is given up", run, thrown);
        // Whoever was stopped leaves results all the same; files cannot be written by a thread that is interrupted.
        boolean interrupted = Thread.interrupted();
        try {
            leaveResults(run, project, at, problems(thrown));
        } catch (RuntimeException e) {
            // What the run was given up for says more, and may be why this does not work either.
            thrown.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void leaveResults(RunId run, ProjectConfig project, Instant at, List<Problem> problems) {
        Storage folder = warehouse.journal().folder(run);
        if (ResultFile.read(folder).isEmpty()) {
            ExitStatus exit = stopped(ExitStatus.ofProblems(problems));
            ResultFile.write(folder, record(run, project, at, List.of(), problems, Optional.empty(), exit));
        }
        keepLog(folder);
    }

    private static List<Problem> problems(Throwable thrown) {
        if (thrown instanceof AlluviumException known) {
            return known.problems();
        }
        ErrorCode code = thrown instanceof OutOfMemoryError ? ErrorCode.OUT_OF_MEMORY : ErrorCode.DEFECT;
        return List.of(
                Problem.of(code, "the run was given up: " + thrown.getClass().getSimpleName())
                        .fixedBy("look at the run's log"));
    }

    private RunRecord record(
            RunId run,
            ProjectConfig project,
            Instant at,
            List<StepRecord> steps,
            List<Problem> problems,
            Optional<RunRecord.Registration> told,
            ExitStatus exit) {
        return new RunRecord(
                run,
                submission.map(Submission::key),
                project.name(),
                project.environment(),
                project.warehouse(),
                at,
                started,
                clock.instant(),
                steps,
                problems,
                told,
                exit.code(),
                warehouse.journal().folder(run).name(LOG),
                requests());
    }

    private ExitStatus exit(List<StepRecord> records) {
        ExitStatus exit = stopped(ExitStatus.ofSteps(records));
        return options.tellsIdle() ? exit.orNothingToDo(records) : exit;
    }

    /** What a signal broke off ends as the signal says, which the steps cannot know; what went well went well. */
    private ExitStatus stopped(ExitStatus exit) {
        return exit.isSuccess() ? exit : listener.signal().orElse(exit);
    }

    private OptionalLong requests() {
        OptionalLong now = warehouse.lake().requests();
        return now.isPresent() ? OptionalLong.of(now.getAsLong() - requestsBefore.orElse(0)) : now;
    }

    private void keepLog(Storage folder) {
        Optional<RunLog.Copy> copy = log;
        log = Optional.empty();
        if (copy.isPresent()) {
            try {
                copy.get().close();
            } catch (IOException e) {
                throw Problem.of(ErrorCode.STORAGE_FAILED, "the run's log cannot be written to " + folder.name(LOG))
                        .fixedBy("look at the store; the tables are as the run left them")
                        .asException(e);
            }
        }
    }
}
