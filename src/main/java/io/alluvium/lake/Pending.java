package io.alluvium.lake;

/**
 * Files that are written but not yet part of their table. Ends by {@link #commit()} or {@link #drop()}, once.
 */
public interface Pending {

    /** The number of rows as written. */
    long rowCount();

    /**
     * Commits everything in one transaction on top of the version that was expected.
     *
     * @return the table as committed
     * @throws io.alluvium.failure.AlluviumException COMMIT_CONFLICT when another writer was there meanwhile: nothing of
     *     this change is visible and its files are dropped; STORAGE_FAILED when the outcome is unknown: files stay, and
     *     the table's own transaction number tells later whether it happened; INTERRUPTED when the thread was
     *     interrupted before the commit: nothing is visible and the files are dropped
     */
    TableVersion commit();

    /** Removes the files; the table stays as it is. */
    void drop();
}
