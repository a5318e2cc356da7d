package io.alluvium.lake;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A change whose files are written but not yet part of the table. Ends by {@link #commit()} or {@link #drop()}, once.
 */
public interface Staged {

    /** What the change will do, counted while it was staged. */
    record Effect(long inserted, long updated, long deleted) {
        public static final Effect NONE = new Effect(0, 0, 0);

        public boolean isNone() {
            return inserted == 0 && updated == 0 && deleted == 0;
        }
    }

    /** The number of rows among {@link TableChange#rows()} as written. */
    long rowCount();

    Effect effect();

    /** The written rows, read back from the staged files: what is looked at is what will be committed. */
    Dataset<Row> rows();

    /** The whole table as it will be after the commit. */
    Dataset<Row> tableAfter();

    /**
     * Commits everything in one transaction on top of the version it was staged against.
     *
     * @return the table as committed
     * @throws io.alluvium.failure.AlluviumException COMMIT_CONFLICT when another writer was there meanwhile: nothing of
     *     this change is visible and its files are dropped; STORAGE_FAILED when the outcome is unknown: files stay, and
     *     the table's own transaction number tells later whether it happened; INTERRUPTED when the thread was
     *     interrupted before the commit: nothing is visible and the files are dropped
     */
    TableVersion commit();

    /** Removes the staged files; the table stays as it is. */
    void drop();
}
