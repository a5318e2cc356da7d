package io.alluvium.domain;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What one batch reads, fixed and journalled before the read. A batch that is read again after a crash reads the same
 * window, perhaps of a newer state of the source; rows that raw has already are dropped by the loader.
 */
public sealed interface Window {

    /** One method a case, so that a new kind of window does not compile until every reader handles it. */
    interface Cases<R> {
        R cursor(Cursor window);

        R snapshot(Snapshot window);

        R files(Files window);
    }

    <R> R match(Cases<R> cases);

    /**
     * Rows whose cursor column is at or above {@code lower} or null, as one snapshot of the source shows them.
     *
     * @param lower the cursor's lower bound, inclusive, in the source's own text form; absent on the first batch, which
     *     reads everything
     * @param nextLower the lower bound of the next batch: no transaction still open when it was taken can write a row
     *     below it. Absent where none is known yet; the next batch then reads from {@code lower} again
     * @param snapshot the source's name of the snapshot, for the record; it does not outlive the session that made it
     * @param source the identity of the server that was read, so that a restored or switched server is noticed
     */
    record Cursor(Optional<String> lower, Optional<String> nextLower, String snapshot, String source)
            implements Window {
        public Cursor {
            Objects.requireNonNull(snapshot, "snapshot");
            Objects.requireNonNull(source, "source");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.cursor(this);
        }
    }

    /** The whole table as one snapshot of the source shows it; only differences to raw are appended. */
    record Snapshot(String snapshot, String source) implements Window {
        public Snapshot {
            Objects.requireNonNull(snapshot, "snapshot");
            Objects.requireNonNull(source, "source");
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.snapshot(this);
        }
    }

    /**
     * Whole files, by path. With {@code replace}, raw keeps every load and the newest batch is the current content.
     *
     * @param replace whether this batch supersedes all earlier ones for whoever reads the current state
     */
    record Files(List<SourceFile> files, boolean replace) implements Window {
        public Files {
            files = List.copyOf(files);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.files(this);
        }
    }

    /**
     * A file as it stood when it was listed; a file whose size or time changed since is another file.
     *
     * @param path relative to the source's folder, with {@code /}
     * @param size in bytes
     * @param modified the storage's modification time
     */
    record SourceFile(String path, long size, Instant modified) {
        public SourceFile {
            Objects.requireNonNull(path, "path");
            Objects.requireNonNull(modified, "modified");
        }
    }
}
