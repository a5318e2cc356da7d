package io.alluvium.run;

import io.alluvium.config.ProjectConfig;
import io.alluvium.domain.RunId;
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
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Takes one run from its begin to its record: the number, the log, the steps, the results. */
final class Conduct {
    private static final String LOG = "log";

    private final Warehouse warehouse;
    private final Spark spark;
    private final Clock clock;
    private final RunListener listener;
    private final Optional<Submission> submission;
    private final boolean tellsIdle;
    private final Instant started;
    private final OptionalLong requestsBefore;

    /** Of a run without a key, which ends with 0 where there was nothing to do. */
    Conduct(Warehouse warehouse, Spark spark, Clock clock, RunListener listener) {
        this(warehouse, spark, clock, listener, Optional.empty(), false);
    }

    /**
     * From now on time and requests are the run's.
     *
     * @param submission under a key
     * @param tellsIdle whether it ends otherwise where there was nothing to do
     */
    Conduct(
            Warehouse warehouse,
            Spark spark,
            Clock clock,
            RunListener listener,
            Optional<Submission> submission,
            boolean tellsIdle) {
        this.submission = submission;
        this.tellsIdle = tellsIdle;
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

    /** From here on the log is the run's own. */
    RunId begin() {
        RunId run = warehouse.journal().nextRun();
        submission.ifPresent(asked -> warehouse.journal().keyed(asked.key()).add(run, asked));
        warehouse.journal().folder(run).localFile(LOG).ifPresent(RunLog::toFile);
        listener.started(run);
        return run;
    }

    RunRecord carryOut(RunId run, Definitions named, List<PlannedStep> steps, Sources sources, Instant at) {
        Storage folder = warehouse.journal().folder(run);
        listener.planned(steps.stream().map(PlannedStep::table).toList());
        List<StepRecord> records = new Execution(named, warehouse, sources, spark, run, at, clock, listener).of(steps);
        ProjectConfig project = named.project();
        RunRecord record = new RunRecord(
                run,
                submission.map(Submission::key),
                project.name(),
                project.environment(),
                project.warehouse(),
                at,
                started,
                clock.instant(),
                records,
                exit(records).code(),
                folder.name(LOG),
                requests());
        ResultFile.write(folder, record);
        keepLog(folder);
        listener.ended(record);
        return record;
    }

    private ExitStatus exit(List<StepRecord> records) {
        ExitStatus exit = ExitStatus.ofSteps(records);
        return tellsIdle ? exit.orNothingToDo(records) : exit;
    }

    private OptionalLong requests() {
        OptionalLong now = warehouse.lake().requests();
        return now.isPresent() ? OptionalLong.of(now.getAsLong() - requestsBefore.orElse(0)) : now;
    }

    /** A store in which no line can be added to a file gets the log at the end. */
    private static void keepLog(Storage folder) {
        if (folder.localFile(LOG).isEmpty()) {
            try {
                RunLog.copyTo(folder, LOG);
            } catch (IOException e) {
                throw Problem.of(ErrorCode.STORAGE_FAILED, "the run's log cannot be written to " + folder.name(LOG))
                        .fixedBy("look at the store; the tables are as the run left them")
                        .asException(e);
            }
        }
    }
}
