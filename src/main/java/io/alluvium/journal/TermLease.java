package io.alluvium.journal;

import io.alluvium.domain.RunKey;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A record that its holder keeps beating, for storage without locks. The file {@code <term>} is created by one; only
 * that one writes {@code <term>.beat}, a counter. Who finds the counter still for long takes over by creating the next
 * term, and the holder of an earlier term stops when it sees a later one.
 */
final class TermLease implements Lease {
    private static final Logger LOG = LoggerFactory.getLogger(TermLease.class);
    private static final String RETURNED = "returned";
    private static final int BEATS_AWAITED = 5;

    private final Storage folder;
    private final long term;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread beating;
    private volatile boolean lost;

    /**
     * @param beat how often the holder tells that it is there
     * @param silence how long it may say nothing, by the clock of who watches it
     */
    record Timing(Duration beat, Duration silence) {
        static final Timing USUAL = new Timing(Duration.ofSeconds(1), Duration.ofSeconds(60));
    }

    private TermLease(Storage folder, long term, Timing timing) {
        this.folder = folder;
        this.term = term;
        this.beating = new Thread(() -> beat(timing.beat()), "alluvium-lease");
        beating.setDaemon(true);
        beating.start();
    }

    static TermLease take(Storage folder, Duration patience, Timing timing, Optional<RunKey> key)
            throws IOException, InterruptedException {
        String holder = Holder.processAndHost() + Leases.keyLine(key);
        long deadline = System.nanoTime() + patience.toNanos();
        LeaseWatch watch = new LeaseWatch();
        while (true) {
            long last = lastTerm(folder);
            Optional<String> beat = last == 0 ? Optional.of(RETURNED) : folder.read(beatOf(last));
            watch.saw(last, beat.orElse(""), System.nanoTime());
            boolean free = beat.equals(Optional.of(RETURNED));
            if ((free || watch.isStillFor(timing.silence(), System.nanoTime())) && create(folder, last + 1, holder)) {
                return new TermLease(folder, last + 1, timing);
            }
            if (!free && watch.hasMoved() && System.nanoTime() >= deadline) {
                throw Leases.held(folder.read(name(last)).orElse("term " + last));
            }
            Thread.sleep(Math.max(1, timing.beat().toMillis() / 5));
        }
    }

    /** What the last holder tells of itself; empty text where it has given back, or there was none. */
    static String holder(Storage folder) throws IOException {
        long last = lastTerm(folder);
        boolean free = last == 0 || folder.read(beatOf(last)).equals(Optional.of(RETURNED));
        return free ? "" : folder.read(name(last)).orElse("");
    }

    /** Whether the last holder gives a sign of life before long. */
    static boolean isHeld(Storage folder, Timing timing) throws IOException, InterruptedException {
        long deadline =
                System.nanoTime() + timing.beat().multipliedBy(BEATS_AWAITED).toNanos();
        LeaseWatch watch = new LeaseWatch();
        while (!watch.hasMoved() && System.nanoTime() < deadline) {
            long last = lastTerm(folder);
            Optional<String> beat = last == 0 ? Optional.of(RETURNED) : folder.read(beatOf(last));
            if (beat.equals(Optional.of(RETURNED))) {
                return false;
            }
            watch.saw(last, beat.orElse(""), System.nanoTime());
            Thread.sleep(Math.max(1, timing.beat().toMillis() / 5));
        }
        return watch.hasMoved();
    }

    /** False when another was faster, even where its term is over already. */
    private static boolean create(Storage folder, long term, String holder) throws IOException {
        return folder.create(name(term), holder) && lastTerm(folder) == term;
    }

    private static long lastTerm(Storage folder) throws IOException {
        return folder.list("").stream()
                .filter(name -> name.matches("[0-9]{19}"))
                .mapToLong(Long::parseLong)
                .max()
                .orElse(0);
    }

    /** Padded, so that names sort as numbers do. */
    private static String name(long term) {
        return "%019d".formatted(term);
    }

    private static String beatOf(long term) {
        return name(term) + ".beat";
    }

    private void beat(Duration every) {
        long count = 0;
        try {
            do {
                try {
                    if (stands()) {
                        folder.replace(beatOf(term), Long.toString(++count));
                    }
                } catch (IOException e) {
                    LOG.warn("the lease's beat cannot be written", e);
                }
            } while (!ended.await(every.toMillis(), TimeUnit.MILLISECONDS) && !lost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks the storage, not the beating thread: the whole process may have been stopped for long. */
    private boolean stands() throws IOException {
        if (!lost && folder.size(name(term + 1)).isPresent()) {
            lost = true;
            LOG.error("another run took over the lease of term {}", term);
        }
        return !lost;
    }

    @Override
    public long term() {
        return term;
    }

    @Override
    public boolean stillHeld() {
        try {
            return ended.getCount() > 0 && stands();
        } catch (IOException e) {
            throw Problem.of(ErrorCode.STORAGE_FAILED, "whether the lease is still held cannot be told")
                    .because(e.getClass().getSimpleName())
                    .fixedBy("look at the storage, then run again")
                    .asException(e);
        }
    }

    /** The next run need not wait. */
    @Override
    public void close() {
        if (ended.getCount() == 0) {
            return;
        }
        ended.countDown();
        // An interrupted thread gives back all the same.
        boolean interrupted = Thread.interrupted();
        try {
            beating.join();
            if (stands()) {
                folder.replace(beatOf(term), RETURNED);
            }
        } catch (IOException e) {
            LOG.warn("the lease cannot be given back: the next run waits until it has been silent for long", e);
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
