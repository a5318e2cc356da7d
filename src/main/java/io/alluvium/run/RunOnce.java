package io.alluvium.run;

import io.alluvium.domain.RunId;
import io.alluvium.domain.RunKey;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.journal.Journal;
import io.alluvium.journal.KeyedRun;
import io.alluvium.journal.KeyedRun.Submission;
import io.alluvium.journal.Lease;
import io.alluvium.report.ExitStatus;
import io.alluvium.report.RunRecord;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Sees to it that a key has one run, however often it is submitted. A submission follows a run of its key that is at work,
 * gives the result of one that went well, and continues any other at its logical time.
 */
final class RunOnce {
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** Of the time that was waited: who waits long asks a store less often. */
    private static final int PART_OF_THE_WAIT = 20;

    /** Who has taken a lock may take that long to sign it; until then its note is that of the holder before. */
    private static final Duration SIGNING = Duration.ofSeconds(1);

    private final Journal journal;
    private final RunKey key;
    private final Map<String, String> arguments;
    private final RunListener listener;
    private final KeyedRun keyed;
    private Optional<RunId> followed = Optional.empty();

    /** @param arguments of this submission, by option; they have to be those of the first one */
    RunOnce(Journal journal, RunKey key, Map<String, String> arguments, RunListener listener) {
        this.journal = journal;
        this.key = key;
        this.arguments = arguments;
        this.listener = listener;
        this.keyed = journal.keyed(key);
    }

    /**
     * The record of the key's run, whoever made it.
     *
     * @param patience how long to wait for the lease of a run that has another key, or none
     * @param first how it is submitted if nobody did before
     * @param run works under the lease
     * @throws AlluviumException USAGE where the first submission had other arguments; LEASE_HELD, and what the run throws
     */
    RunRecord record(Duration patience, Supplier<Submission> first, Function<Submission, RunRecord> run) {
        long since = System.nanoTime();
        Duration others = patience.compareTo(SIGNING) > 0 ? patience : SIGNING;
        while (true) {
            Optional<RunRecord> found = found();
            if (found.isPresent()) {
                return found.get();
            }
            Lease taken;
            try {
                taken = journal.lease(Duration.ZERO, Optional.of(key));
            } catch (AlluviumException held) {
                waitFor(held, others, Duration.ofNanos(System.nanoTime() - since));
                continue;
            }
            try (Lease lease = taken) {
                // Whoever had the lease meanwhile may have done it.
                return found().orElseGet(() -> run.apply(begun().orElseGet(first)));
            }
        }
    }

    /** What there is nothing to do about: a run that went well, or the one that was followed, however it went. */
    private Optional<RunRecord> found() {
        keyed.first().ifPresent(this::requireSame);
        Optional<RunRecord> ended = followed.flatMap(this::record);
        if (ended.isEmpty()) {
            ended = keyed.newest()
                    .flatMap(this::record)
                    .filter(run -> ExitStatus.ofCode(run.exitStatus()).isSuccess());
        }
        ended.ifPresent(listener::found);
        return ended;
    }

    private Optional<RunRecord> record(RunId run) {
        return ResultFile.read(journal.folder(run));
    }

    private Optional<Submission> begun() {
        Optional<Submission> begun = keyed.first();
        begun.ifPresent(submission -> keyed.newest().ifPresent(last -> listener.continuing(last, submission.at())));
        return begun;
    }

    private void waitFor(AlluviumException held, Duration patience, Duration waited) {
        if (held.problems().get(0).code() != ErrorCode.LEASE_HELD) {
            throw held;
        }
        if (journal.holder().equals(Optional.of(key))) {
            follow();
        } else if (waited.compareTo(patience) >= 0) {
            throw held;
        }
        long pause = Math.min(waited.dividedBy(PART_OF_THE_WAIT).toMillis(), LONGEST_PAUSE.toMillis());
        try {
            Thread.sleep(Math.max(pause, SHORTEST_PAUSE.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ErrorCode.INTERRUPTED, "stopped while waiting for another run")
                    .asException(e);
        }
    }

    /** The run that is at work is the newest one, once it has begun. */
    private void follow() {
        Optional<RunId> atWork =
                keyed.newest().filter(run -> record(run).isEmpty()).filter(run -> !followed.equals(Optional.of(run)));
        if (atWork.isPresent()) {
            followed = atWork;
            listener.following(atWork.get());
        }
    }

    private void requireSame(Submission submitted) {
        Set<String> names = new TreeSet<>(submitted.arguments().keySet());
        names.addAll(arguments.keySet());
        names.removeIf(name -> Optional.ofNullable(arguments.get(name))
                .equals(Optional.ofNullable(submitted.arguments().get(name))));
        if (!names.isEmpty()) {
            throw Problem.of(
                            ErrorCode.USAGE,
                            "the key " + key + " is that of a run " + spelled(names, submitted.arguments())
                                    + ", and this one is " + spelled(names, arguments))
                    .because("a key stands for one run with the same arguments")
                    .fixedBy("submit it with the arguments of the first time, or under another key")
                    .asException();
        }
    }

    private static String spelled(Set<String> names, Map<String, String> arguments) {
        return names.stream()
                .map(name -> Optional.ofNullable(arguments.get(name))
                        .map(value -> "with " + name + " " + value)
                        .orElse("without " + name))
                .collect(Collectors.joining(" and "));
    }
}
