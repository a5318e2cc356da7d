package io.alluvium.sources.objects;

import java.time.Duration;
import java.util.Optional;

/**
 * Says when a file counts, and what becomes of one that changes after it was loaded.
 *
 * @param ready the name of a mark that a folder must hold, or {@code *} and an ending that a mark beside each file has;
 *     empty where files appear whole
 * @param settle how long a file must lie unchanged before it counts; zero asks nothing
 */
public record FileLife(Optional<String> ready, Duration settle, Change change) {
    public static final FileLife USUAL = new FileLife(Optional.empty(), Duration.ZERO, Change.FAIL);

    public enum Change {
        /** The table stops. */
        FAIL,
        /** The file's rows are added again, as new ones. */
        RELOAD,
        /** Raw keeps what it has. */
        IGNORE
    }
}
