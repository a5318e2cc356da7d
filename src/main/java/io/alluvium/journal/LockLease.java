package io.alluvium.journal;

import io.alluvium.storage.StorageLock;
import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A lock of the operating system, which the kernel frees when the process dies. Its note holds holder and term. */
final class LockLease implements Lease {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Pattern TERM = Pattern.compile("\nterm ([0-9]{1,18})\n");

    private final StorageLock lock;
    private final long term;

    private LockLease(StorageLock lock, long term) {
        this.lock = lock;
        this.term = term;
    }

    static LockLease take(StorageLock lock, Duration patience) throws IOException, InterruptedException {
        boolean taken = false;
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            taken = lock.tryTake();
            while (!taken && System.nanoTime() < deadline) {
                Thread.sleep(POLL.toMillis());
                taken = lock.tryTake();
            }
            if (!taken) {
                throw Leases.held(lock.note().lines().findFirst().orElse(""));
            }
            long term = lastTerm(lock.note()) + 1;
            lock.write(Holder.process() + "\nterm " + term + "\n");
            return new LockLease(lock, term);
        } finally {
            if (!taken) {
                lock.close();
            }
        }
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

    @Override
    public void close() {
        lock.close();
    }
}
