package io.alluvium.source.budget;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** The connections that reads of one source may hold together; Spark's tasks open them, one a partition. */
public final class Connections {
    private final Semaphore free;
    private final int most;

    public Connections(int most) {
        this.most = Math.max(1, most);
        this.free = new Semaphore(this.most, true);
    }

    /** Waits for one connection and takes up to {@code wanted}, as many as are free without waiting. */
    public Lease lease(int wanted) {
        free.acquireUninterruptibly();
        int taken = 1;
        while (taken < Math.min(wanted, most) && free.tryAcquire()) {
            taken++;
        }
        return new Lease(taken);
    }

    /** Connections taken; given back once. */
    public final class Lease {
        private final AtomicInteger held;
        private final int size;

        private Lease(int size) {
            this.size = size;
            this.held = new AtomicInteger(size);
        }

        public int size() {
            return size;
        }

        public void release() {
            free.release(held.getAndSet(0));
        }
    }
}
