package io.alluvium.load;

import io.alluvium.lake.Pending;
import io.alluvium.lake.TableVersion;
import java.util.Optional;

/** A batch whose rows are written and counted, but not yet part of raw; only {@link RawLoader} makes one. */
public final class Counted {
    private final Optional<Pending> pending;
    private final long read;

    private Counted(Optional<Pending> pending, long read) {
        this.pending = pending;
        this.read = read;
    }

    /**
     * Drops what has no row.
     *
     * @param read rows that the source gave
     * @param evenEmpty whether a change without rows is a change too
     */
    static Counted of(Pending pending, long read, boolean evenEmpty) {
        if (pending.rowCount() == 0 && !evenEmpty) {
            pending.drop();
            return nothing(read);
        }
        return new Counted(Optional.of(pending), read);
    }

    /** Rows were read, and raw has all of them. */
    static Counted nothing(long read) {
        return new Counted(Optional.empty(), read);
    }

    Loaded commit() {
        long appended = pending.map(Pending::rowCount).orElse(0L);
        Optional<TableVersion> version = pending.map(Pending::commit);
        return new Loaded(version, read, appended);
    }
}
