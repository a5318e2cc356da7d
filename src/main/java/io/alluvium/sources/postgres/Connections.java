package io.alluvium.sources.postgres;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** The connections that reads of one source may hold together; Spark's tasks open them, one a partition. */
final class Connections {
    private final Semaphore free;
    private final int most;

    Connections(int most) {
        this.most = Math.max(1, most);
        this.free = new Semaphore(this.most, true);
    }

    /** Waits for one connection and takes up to {@code wanted}, as many as are free without waiting. */
    Lease lease(int wanted) {
        free.acquireUninterruptibly();
        int taken = 1;
        while (taken < Math.min(wanted, most) && free.tryAcquire()) {
            taken++;
        }
        return new Lease(taken);
    }

    /** Connections taken; given back once. */
    final class Lease {
        private final AtomicInteger held;
        private final int size;

        private Lease(int size) {
            this.size = size;
            this.held = new AtomicInteger(size);
        }

        int size() {
            return size;
        }

        void release() {
            free.release(held.getAndSet(0));
        }
    }
}
