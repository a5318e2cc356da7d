package io.alluvium.journal;

/**
 * Gives one process the right to run a project. It saves work; what keeps tables right without it is each commit's
 * expected version and transaction number. Where the storage has locks of the operating system it is one ({@link
 * LockLease}), elsewhere a record with a beat ({@link TermLease}).
 */
public sealed interface Lease extends AutoCloseable permits LockLease, TermLease {

    /** From 1, greater with each lease that is taken; a power cut may make a lock's term start again. */
    long term();

    /**
     * Whether nobody else has taken it; asked before each write.
     *
     * @throws io.alluvium.failure.AlluviumException STORAGE_FAILED when the storage does not say
     */
    boolean stillHeld();

    /** Gives it back. */
    @Override
    void close();
}
