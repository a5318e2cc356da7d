package io.alluvium.run;

import io.alluvium.failure.AlluviumException;
import io.alluvium.report.StepRecord;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One attempt at a table's work. */
interface Step {

    /**
     * @param attempt from 1
     * @throws RuntimeException what went wrong; whether it is tried again is decided by its kind
     */
    Result attempt(int attempt);

    /** Whether another attempt may go better after a fault that deserves one by its kind. */
    default boolean mayHelp(AlluviumException fault) {
        return true;
    }

    /**
     * What an attempt that went well leaves for the record.
     *
     * @param departed as {@link StepRecord#departed}
     */
    record Result(
            StepRecord.Outcome outcome,
            String detail,
            OptionalLong read,
            StepRecord.Changes changes,
            Optional<String> guarantee,
            OptionalLong version,
            List<StepRecord.Check> checks,
            Optional<String> departed) {

        static Result skipped(String reason) {
            return new Result(
                    StepRecord.Outcome.SKIPPED,
                    reason,
                    OptionalLong.empty(),
                    StepRecord.Changes.NONE,
                    Optional.empty(),
                    OptionalLong.empty(),
                    List.of(),
                    Optional.empty());
        }
    }
}
