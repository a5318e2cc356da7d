package io.alluvium.run;

import io.alluvium.domain.TableName;

/** The points of a table's work between which a crash makes a difference, in order. */
public enum Boundary {
    /** What will be committed is durable; nothing of it is done. */
    INTENT_WRITTEN,
    /** Files are written and checked; the table does not show them. */
    STAGED,
    /** The table shows them; the journal does not know yet. */
    COMMITTED,
    /** The journal knows too. */
    OUTCOME_WRITTEN;

    /** Told when a boundary is passed, on the thread that passes it. */
    @FunctionalInterface
    public interface Listener {
        void reached(TableName table, Boundary boundary);
    }
}
