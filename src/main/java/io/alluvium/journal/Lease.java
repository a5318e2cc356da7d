package io.alluvium.journal;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.storage.Storage;
import io.alluvium.storage.StorageLock;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Gives one process the right to run a project. It saves work; what keeps tables right without it is each commit's
 * expected version and transaction number. Where the storage has locks of the operating system it is one ({@link
 * LockLease}), elsewhere a record with a beat ({@link TermLease}).
 */
public sealed interface Lease extends AutoCloseable permits LockLease, TermLease {

    /**
     * @param project the project's folder
     * @param patience how long to wait for a holder to finish; zero asks once
     * @throws AlluviumException LEASE_HELD with the holder's process and start; STORAGE_FAILED; INTERRUPTED
     */
    static Lease take(Storage project, Duration patience) {
        try {
            Optional<StorageLock> lock = project.lock("state/lease");
            return lock.isPresent()
                    ? LockLease.take(lock.get(), patience)
                    : TermLease.take(project.under("lease"), patience, TermLease.Timing.USUAL);
        } catch (IOException e) {
            throw Problem.of(ErrorCode.STORAGE_FAILED, "the lease of " + project.name("") + " cannot be taken")
                    .because(e.getClass().getSimpleName())
                    .fixedBy("look at the rights of " + project.name(""))
                    .asException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ErrorCode.INTERRUPTED, "stopped while waiting for another run")
                    .asException(e);
        }
    }

    /** What its holder is told of to others. */
    static AlluviumException held(String holder) {
        return Problem.of(ErrorCode.LEASE_HELD, "another run of this project is active: " + holder)
                .fixedBy("wait for it, or have the command wait: --wait 10m")
                .asException();
    }

    /** From 1, greater with each lease that is taken; a power cut may make a lock's term start again. */
    long term();

    /**
     * Whether nobody else can have taken it; asked before each write.
     *
     * @throws AlluviumException STORAGE_FAILED when the storage does not say
     */
    boolean stillHeld();

    /** Gives it back. */
    @Override
    void close();
}
