package io.alluvium.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.ExitStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a run is followed whose service is slow, silent or stops answering. */
class SubmissionTest {
    private static final Supplier<RunState> SILENCE = () -> {
        throw Problem.of(ErrorCode.DEPLOY_UNREACHABLE, "it does not answer").asException();
    };
    private static final Supplier<RunState> DONE = () -> RunState.ended("DONE", ExitStatus.OK, Optional.of("  "));

    private final List<Supplier<RunState>> answers = new ArrayList<>();
    private final List<String> said = new ArrayList<>();

    @AfterEach
    void nobodyIsInterrupted() {
        Thread.interrupted();
    }

    private RunState follow() {
        RunService service = new RunService() {
            @Override
            public String submit() {
                throw new AssertionError("submitted before");
            }

            @Override
            public RunState state() {
                return answers.remove(0).get();
            }

            @Override
            public String logs() {
                throw new AssertionError("nobody asked");
            }

            @Override
            public void close() {
                throw new AssertionError("not here");
            }
        };
        return new Submission(service).follow(Duration.ofMillis(1), state -> said.add(state.toString()));
    }

    @Test
    void eachStateIsSaidOnceUntilTheLast() {
        for (String word : List.of("PENDING", "PENDING", "RUNNING", "RUNNING")) {
            answers.add(() -> RunState.going(word));
        }
        answers.add(DONE);
        assertThat(follow().exit()).contains(ExitStatus.OK);
        assertThat(said).containsExactly("PENDING", "RUNNING", "DONE");
    }

    @Test
    void aServiceMayBeSilentForAWhile() {
        for (int round = 0; round < 3; round++) {
            for (int silent = 0; silent < 9; silent++) {
                answers.add(SILENCE);
            }
            answers.add(() -> RunState.going("RUNNING"));
        }
        answers.add(DONE);
        assertThat(follow().word()).isEqualTo("DONE");
    }

    @Test
    void aServiceThatStaysSilentIsGivenUp() {
        for (int silent = 0; silent < 10; silent++) {
            answers.add(SILENCE);
        }
        assertThatThrownBy(this::follow).hasMessage("ALV-5015: it does not answer");
        assertThat(answers).isEmpty();
    }

    @Test
    void aRefusalIsNotAskedAgain() {
        answers.add(() -> {
            throw Problem.of(ErrorCode.DEPLOY_REFUSED, "no right").asException();
        });
        assertThatThrownBy(this::follow).hasMessage("ALV-1015: no right");
    }

    @Test
    void whoeverStopsWaitingLeavesTheRunAlone() {
        answers.add(() -> RunState.going("RUNNING"));
        Thread.currentThread().interrupt();
        assertThatThrownBy(this::follow).hasMessage("ALV-9001: stopped waiting; the run goes on");
    }
}
