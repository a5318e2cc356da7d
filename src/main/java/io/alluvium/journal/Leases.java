package io.alluvium.journal;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.storage.Storage;
import io.alluvium.storage.StorageLock;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Takes the lease that a storage can give. */
final class Leases {
    private Leases() {}

    /**
     * @param project the project's folder
     * @param patience how long to wait for a holder to finish; zero asks once
     * @param timing where the storage has no locks
     * @throws AlluviumException LEASE_HELD with the holder's process and start; STORAGE_FAILED; INTERRUPTED
     */
    static Lease take(Storage project, Duration patience, TermLease.Timing timing) {
        try {
            Optional<StorageLock> lock = project.lock("state/lease");
            return lock.isPresent()
                    ? LockLease.take(lock.get(), patience)
                    : TermLease.take(project.under("lease"), patience, timing);
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

    /** @param holder what it tells of itself */
    static AlluviumException held(String holder) {
        return Problem.of(ErrorCode.LEASE_HELD, "another run of this project is active: " + holder)
                .fixedBy("wait for it, or have the command wait: --wait 10m")
                .asException();
    }
}
