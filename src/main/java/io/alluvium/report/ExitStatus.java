package io.alluvium.report;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Kind;
import io.alluvium.failure.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the process ends with. Where several hold, the one further up in this list wins. */
public enum ExitStatus {
    TERMINATED(143),
    INTERRUPTED(130),
    /** Usage or configuration; nothing was started. */
    REFUSED(2),
    /** Another run holds the lease. */
    BUSY(4),
    /** An expectation with {@code else = fail} did not hold. */
    QUALITY(3),
    /** Finished with failed steps. */
    FAILED(1),
    /** A source or the storage is unreachable and nothing else failed: worth trying again. */
    UNREACHABLE(75),
    /** Every step was skipped; only said when asked for. */
    NOTHING_TO_DO(99),
    OK(0);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** The one of this code; a run that ended with a code of nobody's has failed. */
    public static ExitStatus ofCode(int code) {
        return Arrays.stream(values())
                .filter(status -> status.code() == code)
                .findFirst()
                .orElse(FAILED);
    }

    /** Whether there is nothing to try again. */
    public boolean isSuccess() {
        return this == OK || this == NOTHING_TO_DO;
    }

    /** Of a run that came to its end; a step's fault never counts as a refusal, since the run did start. */
    public static ExitStatus ofSteps(List<StepRecord> steps) {
        List<ExitStatus> all = new ArrayList<>(List.of(OK));
        for (StepRecord step : steps) {
            switch (step.outcome()) {
                case STOPPED -> all.add(INTERRUPTED);
                case FAILED -> {
                    all.addAll(step.problems().isEmpty() ? List.of(FAILED) : List.of());
                    step.problems().stream()
                            .map(ExitStatus::of)
                            .map(status -> status == REFUSED ? FAILED : status)
                            .forEach(all::add);
                }
                case EXTRACTED,
                        SKIPPED,
                        FULL,
                        APPLIED,
                        APPENDED,
                        FILLED,
                        INCREMENTAL,
                        CHECKED,
                        DESCRIBED,
                        EXPORTED,
                        BLOCKED -> {
                    // Blocked steps follow from failed ones, which count themselves.
                }
            }
        }
        return first(all);
    }

    /** Of a command that was given up because of these problems. */
    public static ExitStatus ofProblems(List<Problem> problems) {
        List<ExitStatus> all = new ArrayList<>(List.of(OK));
        problems.stream().map(ExitStatus::of).forEach(all::add);
        return first(all);
    }

    /** {@link #NOTHING_TO_DO} instead of {@link #OK} where no step had anything to do. */
    public ExitStatus orNothingToDo(List<StepRecord> steps) {
        boolean idle = steps.stream().allMatch(step -> step.outcome() == StepRecord.Outcome.SKIPPED);
        return this == OK && idle ? NOTHING_TO_DO : this;
    }

    private static ExitStatus of(Problem problem) {
        if (problem.code() == ErrorCode.INTERRUPTED) {
            return INTERRUPTED;
        }
        Kind kind = problem.code().kind();
        return switch (kind) {
            case USER -> REFUSED;
            case BUSY -> BUSY;
            case QUALITY -> QUALITY;
            case DATA, INTERNAL -> FAILED;
            case SOURCE, RESOURCES -> UNREACHABLE;
        };
    }

    private static ExitStatus first(List<ExitStatus> all) {
        return all.stream().min(ExitStatus::compareTo).orElse(OK);
    }
}
