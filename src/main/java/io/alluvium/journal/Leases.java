package io.alluvium.journal;

import io.alluvium.domain.RunKey;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes the lease that a storage can give. */
final class Leases {
    private static final String LOCK = "state/lease";
    private static final String TERMS = "lease";
    private static final Pattern KEY = Pattern.compile("\nkey (\\S+)");

    private Leases() {}

    /** What stands beneath a holder's name where it has a key; an earlier Alluvium passes over it. */
    static String keyLine(Optional<RunKey> key) {
        return key.map(given -> "\nkey " + given).orElse("");
    }

    /** The key that the last holder has written beside its name. */
    static Optional<RunKey> holder(Storage project) {
        return asking(project, () -> {
            Matcher key = KEY.matcher(note(project));
            return key.find()
                    ? Optional.of(key.group(1))
                            .filter(text -> RunKey.fault(text).isEmpty())
                            .map(RunKey::new)
                    : Optional.empty();
        });
    }

    private static String note(Storage project) throws IOException {
        Optional<StorageLock> lock = project.lock(LOCK);
        if (lock.isEmpty()) {
            return TermLease.holder(project.under(TERMS));
        }
        try (StorageLock held = lock.get()) {
            return held.note();
        }
    }

    static boolean isHeld(Storage project, TermLease.Timing timing) {
        return asking(project, () -> {
            Optional<StorageLock> lock = project.lock(LOCK);
            if (lock.isEmpty()) {
                return TermLease.isHeld(project.under(TERMS), timing);
            }
            try (StorageLock held = lock.get()) {
                return !held.tryTake();
            }
        });
    }

    @FunctionalInterface
    private interface Question<T> {
        T answer() throws IOException, InterruptedException;
    }

    private static <T> T asking(Storage project, Question<T> question) {
        try {
            return question.answer();
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

    /**
     * @param project the project's folder
     * @param patience how long to wait for a holder to finish; zero asks once
     * @param timing where the storage has no locks
     * @param key of the run that asks
     * @throws AlluviumException LEASE_HELD with the holder's process and start; STORAGE_FAILED; INTERRUPTED
     */
    static Lease take(Storage project, Duration patience, TermLease.Timing timing, Optional<RunKey> key) {
        return asking(project, () -> {
            Optional<StorageLock> lock = project.lock(LOCK);
            if (lock.isPresent()) {
                return LockLease.take(lock.get(), patience, key);
            }
            Storage folder = project.under(TERMS);
            requireCreationOnce(folder);
            return TermLease.take(folder, patience, timing, key);
        });
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
        return Problem.of(
                        ErrorCode.LEASE_HELD,
                        "another run of this project is active: "
                                + holder.lines().findFirst().orElse(""))
                .fixedBy("wait for it, or have the command wait: --wait 10m")
                .asException();
    }
}
