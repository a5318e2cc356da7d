package io.alluvium.load;

import io.alluvium.lake.Staged;
import io.alluvium.lake.TableVersion;
import java.util.Optional;

/** A batch whose rows are written and counted, but not yet part of raw; only {@link RawLoader} makes one. */
public final class Counted {
    private final Optional<Staged> staged;
    private final long read;

    Counted(Optional<Staged> staged, long read) {
        this.staged = staged;
        this.read = read;
    }

    /** Rows were read, and raw has all of them. */
    static Counted nothing(long read) {
        return new Counted(Optional.empty(), read);
    }

    Loaded commit() {
        long appended = staged.map(Staged::rowCount).orElse(0L);
        Optional<TableVersion> version = staged.map(Staged::commit);
        return new Loaded(version, read, appended);
    }
}
