package io.alluvium.sources.objects;

import java.time.Duration;
import java.util.Optional;

/**
 * Says when a file counts, and what becomes of one that changes after it was loaded.
 *
 * @param ready the name of a mark that a folder must hold, or {@code *} and an ending that a mark beside each file has;
 *     empty where files appear whole
 * @param settle how long a file must lie unchanged before it counts; zero asks nothing
 * @param first a name, or the beginning of names with {@code *} behind it: such files are loaded by batches before those of
 *     all others
 */
public record FileLife(Optional<String> ready, Duration settle, Change change, Optional<String> first) {
    public static final FileLife USUAL = new FileLife(Optional.empty(), Duration.ZERO, Change.FAIL);

    /** All files of which are loaded as they come. */
    public FileLife(Optional<String> ready, Duration settle, Change change) {
        this(ready, settle, change, Optional.empty());
    }

    /** Whether the file of this path is one of those that are loaded before the others. */
    boolean isFirst(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return first.filter(pattern -> pattern.endsWith("*")
                        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                        : name.equals(pattern))
                .isPresent();
    }

    public enum Change {
        /** The table stops. */
        FAIL,
        /** The file's rows are added again, as new ones. */
        RELOAD,
        /** Raw keeps what it has. */
        IGNORE
    }
}
