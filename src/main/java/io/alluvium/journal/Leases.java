package io.alluvium.journal;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.storage.Storage;
import io.alluvium.storage.StorageLock;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

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
            if (lock.isPresent()) {
                return LockLease.take(lock.get(), patience);
            }
            Storage folder = project.under("lease");
            requireCreationOnce(folder);
            return TermLease.take(folder, patience, timing);
        } catch (InterruptedException | ClosedByInterruptException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ErrorCode.INTERRUPTED, "stopped while waiting for another run")
                    .asException(e);
        } catch (IOException e) {
            throw Problem.of(ErrorCode.STORAGE_FAILED, "the lease of " + project.name("") + " cannot be taken")
                    .because(e.getClass().getSimpleName())
                    .fixedBy("look at the rights of " + project.name(""))
                    .asException(e);
        }
    }

    /** Where the store lets two create one name, two runs could commit one version, and one of them be lost. */
    private static void requireCreationOnce(Storage folder) throws IOException {
        String probe = ".probe-" + UUID.randomUUID();
        boolean once = folder.create(probe, "first") && !folder.create(probe, "second");
        folder.delete(probe);
        if (!once) {
            throw Problem.of(ErrorCode.WAREHOUSE_REFUSED, "two writers can create one name in " + folder.name(""))
                    .because("the store takes a conditional put for a plain one")
                    .fixedBy("use a store that answers If-None-Match with 412, as S3 does")
                    .asException();
        }
    }

    /** @param holder what it tells of itself */
    static AlluviumException held(String holder) {
        return Problem.of(ErrorCode.LEASE_HELD, "another run of this project is active: " + holder)
                .fixedBy("wait for it, or have the command wait: --wait 10m")
                .asException();
    }
}
