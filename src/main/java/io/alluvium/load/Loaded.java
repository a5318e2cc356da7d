package io.alluvium.load;

import io.alluvium.lake.TableVersion;
import java.util.Optional;

/** A batch that was loaded; only {@link RawLoader} makes one. */
public final class Loaded {
    private final Optional<TableVersion> version;
    private final long read;
    private final long appended;

    Loaded(Optional<TableVersion> version, long read, long appended) {
        this.version = version;
        this.read = read;
        this.appended = appended;
    }

    /** The version that the batch made; absent when raw had every row already and nothing was committed. */
    public Optional<TableVersion> version() {
        return version;
    }

    /** Rows that the source gave. */
    public long read() {
        return read;
    }

    /** Rows that raw did not have. */
    public long appended() {
        return appended;
    }
}
