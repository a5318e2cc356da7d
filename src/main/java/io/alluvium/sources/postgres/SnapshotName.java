package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.survey.RowCondition;
import java.util.Objects;

/**
 * An exported snapshot and the transactions that it shows.
 *
 * @param name what the server calls it
 * @param oldestOpen number of the oldest transaction that had not ended; 64 bits
 * @param nextTransaction the first number that was not yet given away; 64 bits
 */
record SnapshotName(String name, long oldestOpen, long nextTransaction) {
    /** Numbers of transactions are stored in rows with 32 bits. */
    private static final long ERA = 1L << 32;

    /** Numbers below it have meanings of their own. */
    private static final long FIRST_NORMAL = 3;

    SnapshotName {
        Objects.requireNonNull(name, "name");
    }

    /** Whether no transaction below the next was open. */
    boolean isQuiet() {
        return oldestOpen == nextTransaction;
    }

    /**
     * Whether the server comes after a state in which so many transactions had begun. A copy that was put back has the
     * same identity, and gives the same numbers away once more.
     *
     * @throws io.alluvium.failure.AlluviumException where it does not: rows written since have numbers below the bound
     */
    void requireAfter(long transaction, DatabaseTable table) {
        if (nextTransaction < transaction) {
            throw table.problem(
                            ErrorCode.SOURCE_CHANGED_IDENTITY,
                            "the server is in an earlier state than the one that " + table.name() + " was read from")
                    .because("now at transaction " + nextTransaction + ", before at " + transaction)
                    .fixedBy("if this is meant, load the table anew: alluvium reset " + table.name())
                    .asException();
        }
    }

    /**
     * The visible rows that were written by a transaction numbered so or higher. Rows keep the lower 32 bits, also when
     * they are frozen; the upper ones follow from all visible rows being older than the next transaction. A frozen row
     * that is older than 2³² transactions may seem newer than it is: it is read once more, and raw has it.
     *
     * @param lower 64 bits
     */
    RowCondition writtenSince(long lower) {
        String identity = "transaction >= " + lower;
        if (nextTransaction - lower >= ERA) {
            return new RowCondition("true", identity);
        }
        long next = nextTransaction % ERA < FIRST_NORMAL ? nextTransaction + FIRST_NORMAL : nextTransaction;
        // age() counts from the same number in the whole expression, and tells numbers with meanings as very old.
        String distance = "(pg_catalog.age(t.xmin)::pg_catalog.int8 - pg_catalog.age('" + next % ERA
                + "'::pg_catalog.xid)::pg_catalog.int8)";
        return new RowCondition("(" + distance + " & " + (ERA - 1) + ") <= " + (next - lower), identity);
    }
}
