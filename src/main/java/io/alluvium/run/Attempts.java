package io.alluvium.run;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Problem;
import io.alluvium.report.StepRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does a step until it is done or its fault does not deserve another try; whatever happens leaves one record. */
final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final int most;
    private final Clock clock;

    Attempts(int retries, Clock clock) {
        this.most = retries + 1;
        this.clock = clock;
    }

    StepRecord of(TableName table, Step step, Map<TableName, StepRecord> before) {
        Instant started = clock.instant();
        Optional<TableName> culprit = culprit(before);
        if (culprit.isPresent()) {
            return record(table, StepRecord.Outcome.BLOCKED, "by " + culprit.get(), List.of(), 0, started);
        }
        for (int attempt = 1; ; attempt++) {
            if (Thread.currentThread().isInterrupted()) {
                return record(
                        table, StepRecord.Outcome.STOPPED, "the run was stopped", List.of(), attempt - 1, started);
            }
            try {
                return done(table, step.attempt(attempt), attempt, started);
            } catch (Throwable raised) {
                if (TableFault.wasStopped(raised)) {
                    return record(
                            table, StepRecord.Outcome.STOPPED, "the run was stopped", List.of(), attempt, started);
                }
                AlluviumException fault = TableFault.of(raised, table);
                LOG.error("{} failed at attempt {}", table, attempt, raised);
                if (attempt == most || !fault.kind().retryable() || !step.mayHelp(fault) || !pause(attempt)) {
                    return record(table, StepRecord.Outcome.FAILED, code(fault), fault.problems(), attempt, started);
                }
            }
        }
    }

    /** The first table by name whose fault keeps the others from being done. */
    private static Optional<TableName> culprit(Map<TableName, StepRecord> before) {
        return before.values().stream()
                .filter(record -> switch (record.outcome()) {
                    case FAILED, BLOCKED, STOPPED -> true;
                    case EXTRACTED,
                            SKIPPED,
                            FULL,
                            APPLIED,
                            APPENDED,
                            FILLED,
                            INCREMENTAL,
                            CHECKED,
                            DESCRIBED,
                            EXPORTED -> false;
                })
                .map(StepRecord::table)
                .sorted()
                .findFirst();
    }

    /** False when the run was stopped meanwhile. */
    private static boolean pause(int attempt) {
        try {
            Thread.sleep(FIRST_PAUSE.multipliedBy(1L << (attempt - 1)).toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String code(AlluviumException fault) {
        return fault.problems().get(0).code().code();
    }

    private StepRecord done(TableName table, Step.Result result, int attempts, Instant started) {
        return new StepRecord(
                table,
                result.outcome(),
                result.detail(),
                result.read(),
                result.changes(),
                result.guarantee(),
                result.version(),
                result.checks(),
                result.departed(),
                List.of(),
                attempts,
                started,
                Duration.between(started, clock.instant()));
    }

    private StepRecord record(
            TableName table,
            StepRecord.Outcome outcome,
            String detail,
            List<Problem> problems,
            int attempts,
            Instant started) {
        return new StepRecord(
                table,
                outcome,
                detail,
                OptionalLong.empty(),
                StepRecord.Changes.NONE,
                Optional.empty(),
                OptionalLong.empty(),
                List.of(),
                Optional.empty(),
                problems,
                attempts,
                started,
                Duration.between(started, clock.instant()));
    }
}
