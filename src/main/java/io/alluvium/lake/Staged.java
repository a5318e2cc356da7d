package io.alluvium.lake;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A {@link TableChange} whose files are written but not yet part of the table. */
public interface Staged extends Pending {

    /** What the change will do, counted while it was staged. */
    record Effect(long inserted, long updated, long deleted) {
        public static final Effect NONE = new Effect(0, 0, 0);

        /** Both, one after the other. */
        public Effect and(Effect other) {
            return new Effect(inserted + other.inserted, updated + other.updated, deleted + other.deleted);
        }

        public boolean isNone() {
            return inserted == 0 && updated == 0 && deleted == 0;
        }
    }

    Effect effect();

    /** The written rows, read back from the staged files: what is looked at is what will be committed. */
    Dataset<Row> rows();

    /** The whole table as it will be after the commit. */
    Dataset<Row> tableAfter();
}
