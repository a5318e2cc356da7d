package io.alluvium.journal;

import io.alluvium.domain.RunKey;
import io.alluvium.storage.StorageLock;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lock of the operating system, which the kernel frees when the process dies. Its note holds holder and term. */
final class LockLease implements Lease {
    private static final Logger LOG = LoggerFactory.getLogger(LockLease.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int LOOKS_AT_THE_NOTE = 10;
    private static final Pattern TERM = Pattern.compile("\nterm ([0-9]{1,18})\n");

    private final StorageLock lock;
    private final long term;

    private LockLease(StorageLock lock, long term) {
        this.lock = lock;
        this.term = term;
    }

    static LockLease take(StorageLock lock, Duration patience, Optional<RunKey> key)
            throws IOException, InterruptedException {
        boolean taken = false;
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            taken = lock.tryTake();
            while (!taken && System.nanoTime() < deadline) {
                Thread.sleep(POLL.toMillis());
                taken = lock.tryTake();
            }
            if (!taken) {
                String holder = holder(lock);
                // Somebody may only have tried whether it is held.
                taken = lock.tryTake();
                if (!taken) {
                    throw Leases.held(holder);
                }
            }
            long term = lastTerm(lock.note()) + 1;
            lock.write(note(Holder.process(), term, key));
            return new LockLease(lock, term);
        } finally {
            if (!taken) {
                lock.close();
            }
        }
    }

    /** One that took it just now may not have signed yet. */
    private static String holder(StorageLock lock) throws IOException, InterruptedException {
        String holder = "";
        for (int look = 0; holder.isEmpty() && look < LOOKS_AT_THE_NOTE; look++) {
            if (look > 0) {
                Thread.sleep(POLL.toMillis() / 2);
            }
            holder = lock.note().lines().findFirst().orElse("");
        }
        return holder;
    }

    private static String note(String holder, long term, Optional<RunKey> key) {
        return holder + "\nterm " + term + Leases.keyLine(key) + "\n";
    }

    private static long lastTerm(String note) {
        Matcher term = TERM.matcher(note);
        return term.find() ? Long.parseLong(term.group(1)) : 0;
    }

    @Override
    public long term() {
        return term;
    }

    @Override
    public boolean stillHeld() {
        return lock.isHeld();
    }

    /** Takes its name off the note, so that nobody takes it for the next holder. */
    @Override
    public void close() {
        try (lock) {
            if (lock.isHeld()) {
                lock.write(note("", term, Optional.empty()));
            }
        } catch (IOException e) {
            LOG.debug("the note of the lease stays as it was", e);
        }
    }
}
