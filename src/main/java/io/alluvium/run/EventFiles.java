package io.alluvium.run;

import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.RunEvents;
import io.alluvium.report.StepRecord;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the events of a run at work, for whoever waits for single tables of it. They go into numbered files beside the run's
 * results, {@code events/1.json} and so on; a file has all that happened since the one before. A thread of its own writes
 * them, so that no step waits for the store. Where nothing is done nothing is written: the results tell of every step.
 */
final class EventFiles implements AutoCloseable {
    private static final String FOLDER = "events";
    private static final String ENDING = ".json";
    private static final Duration EVERY = Duration.ofMillis(250);
    private static final Duration LAST_WORDS = Duration.ofSeconds(30);
    private static final Logger LOG = LoggerFactory.getLogger(EventFiles.class);

    private final Storage folder;
    private final RunId run;
    private final Clock clock;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread writing = new Thread(this::write, "alluvium-events");
    private final List<RunEvents.Event> untold = new ArrayList<>();
    private boolean begun;
    private int files;

    /** @param folder that of the run */
    EventFiles(Storage folder, RunId run, Clock clock) {
        this.folder = folder;
        this.run = run;
        this.clock = clock;
        writing.setDaemon(true);
    }

    /** The events of a run, oldest first; none where nobody asked for them, or nothing was done yet. */
    static List<RunEvents.Event> read(Storage folder) {
        try {
            List<RunEvents.Event> events = new ArrayList<>();
            int last = folder.list(FOLDER).stream()
                    .filter(name -> name.matches("[1-9][0-9]{0,8}[.]json"))
                    .mapToInt(name -> Integer.parseInt(name.substring(0, name.length() - ENDING.length())))
                    .max()
                    .orElse(0);
            for (int number = 1; number <= last; number++) {
                folder.read(path(number)).map(RunEvents::read).ifPresent(events::addAll);
            }
            return events;
        } catch (IOException e) {
            throw Problem.of(ErrorCode.STORAGE_FAILED, folder.name(FOLDER) + " cannot be read")
                    .asException(e);
        }
    }

    private static String path(int number) {
        return FOLDER + "/" + number + ENDING;
    }

    /** A step begins. */
    void started(TableName table) {
        tell(new RunEvents.Event(clock.instant(), table, Optional.empty()), true);
    }

    /** A step has ended. */
    void ended(StepRecord step) {
        boolean worth = step.outcome() != StepRecord.Outcome.SKIPPED;
        tell(new RunEvents.Event(clock.instant(), step.table(), Optional.of(step)), worth);
    }

    private synchronized void tell(RunEvents.Event event, boolean worth) {
        untold.add(event);
        if (worth && !begun) {
            begun = true;
            writing.start();
        }
    }

    private synchronized List<RunEvents.Event> taken() {
        List<RunEvents.Event> taken = List.copyOf(untold);
        untold.clear();
        return taken;
    }

    private void write() {
        List<RunEvents.Event> waiting = new ArrayList<>();
        try {
            boolean last;
            do {
                last = ended.await(EVERY.toMillis(), TimeUnit.MILLISECONDS);
                waiting.addAll(taken());
                if (!waiting.isEmpty() && wrote(waiting)) {
                    waiting.clear();
                }
            } while (!last);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean wrote(List<RunEvents.Event> events) {
        byte[] text = RunEvents.write(run, events).getBytes(StandardCharsets.UTF_8);
        try {
            // A name that is taken was this thread's: the store did what it did not answer.
            folder.create(path(++files), out -> out.write(text));
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warn("events of run {} cannot be written; who waits for a table hears of it later", run, e);
            return false;
        }
    }

    /** Brings the last events to the store. */
    @Override
    public void close() {
        ended.countDown();
        boolean started;
        synchronized (this) {
            started = begun;
        }
        if (!started) {
            return;
        }
        try {
            writing.join(LAST_WORDS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
