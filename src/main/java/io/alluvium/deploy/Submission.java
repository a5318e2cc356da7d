package io.alluvium.deploy;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A run that is handed to a service, and followed to its end. */
public final class Submission implements AutoCloseable {
    /** So many questions in a row may stay without an answer. */
    private static final int PATIENCE = 10;

    private final RunService service;

    Submission(RunService service) {
        this.service = service;
    }

    /**
     * Hands it over.
     *
     * @return what the service calls it
     * @throws AlluviumException DEPLOY_REFUSED; DEPLOY_UNREACHABLE
     */
    public String submit() {
        return service.submit();
    }

    public String logs() {
        return service.logs();
    }

    /**
     * Asks until the run has ended.
     *
     * @param pause between two questions
     * @param changed told of each state that is new
     * @throws AlluviumException INTERRUPTED where this thread is: the run goes on; DEPLOY_REFUSED; DEPLOY_UNREACHABLE where the
     *     service gives no answer for a long time
     */
    public RunState follow(Duration pause, Consumer<RunState> changed) {
        String last = "";
        int silent = 0;
        while (true) {
            try {
                RunState state = service.state();
                silent = 0;
                if (!state.word().equals(last)) {
                    last = state.word();
                    changed.accept(state);
                }
                if (state.exit().isPresent()) {
                    return state;
                }
            } catch (AlluviumException e) {
                if (e.problems().get(0).code() != ErrorCode.DEPLOY_UNREACHABLE || ++silent >= PATIENCE) {
                    throw e;
                }
            }
            await(pause);
        }
    }

    private static void await(Duration pause) {
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ErrorCode.INTERRUPTED, "stopped waiting; the run goes on")
                    .asException(e);
        }
    }

    @Override
    public void close() {
        service.close();
    }
}
