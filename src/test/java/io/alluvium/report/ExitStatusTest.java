package io.alluvium.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.StepRecord.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExitStatusTest {
    private static final StepRecord DONE = SampleRuns.extracted("raw.t", 1, 1, 1);
    private static final StepRecord SKIPPED = SampleRuns.idle("raw.t", Outcome.SKIPPED, "");

    private static int ofFailed(ErrorCode... codes) {
        List<StepRecord> steps = new ArrayList<>(List.of(DONE, SKIPPED));
        for (ErrorCode code : codes) {
            steps.add(SampleRuns.failed("raw.t", 1, Problem.of(code, "x")));
        }
        return ExitStatus.ofSteps(steps).code();
    }

    private static int ofRefused(ErrorCode... codes) {
        return ExitStatus.ofProblems(
                        Arrays.stream(codes).map(code -> Problem.of(code, "x")).toList())
                .code();
    }

    @Test
    void aRunInWhichNothingFailedIsZero() {
        assertThat(ofFailed()).isZero();
    }

    @Test
    void anUnreachableSourceIsSeventyFiveOnlyWhenNothingElseFailed() {
        assertThat(ofFailed(ErrorCode.SOURCE_UNREACHABLE)).isEqualTo(75);
        assertThat(ofFailed(ErrorCode.SOURCE_UNREACHABLE, ErrorCode.STORAGE_FAILED))
                .isEqualTo(75);
        assertThat(ofFailed(ErrorCode.SOURCE_UNREACHABLE, ErrorCode.SOURCE_NO_RIGHT))
                .isEqualTo(1);
        assertThat(ofFailed(ErrorCode.SOURCE_UNREACHABLE, ErrorCode.DEFECT)).isEqualTo(1);
    }

    @Test
    void theQualityGateWinsOverFailedTables() {
        assertThat(ofFailed(ErrorCode.EXPECTATION_FAILED, ErrorCode.SOURCE_NO_RIGHT, ErrorCode.SOURCE_UNREACHABLE))
                .isEqualTo(3);
    }

    @Test
    void aStepsFaultNeverMeansThatNothingWasStarted() {
        assertThat(ofFailed(ErrorCode.SOURCE_COLUMN_MISSING)).isEqualTo(1);
    }

    @Test
    void aCommandThatIsGivenUpFollowsTheOrderOfTheDesignPage() {
        assertThat(ofRefused(ErrorCode.UNKNOWN_KEY, ErrorCode.LEASE_HELD)).isEqualTo(2);
        assertThat(ofRefused(ErrorCode.LEASE_HELD, ErrorCode.EXPECTATION_FAILED))
                .isEqualTo(4);
        assertThat(ofRefused(ErrorCode.EXPECTATION_FAILED, ErrorCode.STATE_CORRUPT))
                .isEqualTo(3);
        assertThat(ofRefused(ErrorCode.STATE_CORRUPT, ErrorCode.SOURCE_UNREACHABLE))
                .isEqualTo(1);
        assertThat(ofRefused(ErrorCode.OUT_OF_MEMORY)).isEqualTo(75);
    }

    @Test
    void aStoppedRunIsOneHundredAndThirtyWhateverFailedBefore() {
        StepRecord stopped = SampleRuns.idle("raw.t", Outcome.STOPPED, "");
        StepRecord failed = SampleRuns.failed("raw.u", 1, Problem.of(ErrorCode.SOURCE_NO_RIGHT, "x"));

        assertThat(ExitStatus.ofSteps(List.of(failed, stopped)).code()).isEqualTo(130);
        assertThat(ofFailed(ErrorCode.INTERRUPTED)).isEqualTo(130);
    }

    @Test
    void nothingToDoIsSaidOnlyWhereEveryStepWasSkipped() {
        assertThat(ExitStatus.OK.orNothingToDo(List.of(SKIPPED)).code()).isEqualTo(99);
        assertThat(ExitStatus.OK.orNothingToDo(List.of(SKIPPED, DONE)).code()).isZero();
        assertThat(ExitStatus.FAILED.orNothingToDo(List.of(SKIPPED)).code()).isEqualTo(1);
    }
}
