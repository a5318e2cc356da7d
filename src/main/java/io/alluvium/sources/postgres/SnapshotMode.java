package io.alluvium.sources.postgres;

import io.alluvium.domain.KeyIntervals;
import io.alluvium.source.Overlap;
import io.alluvium.source.sql.Bounds;
import io.alluvium.source.sql.RowCondition;
import java.util.Objects;
import java.util.Optional;

/**
 * The whole table each time, unless the database finds it unchanged, or only some ranges of its key changed.
 *
 * @param subject the table
 * @param key whose ranges are looked at; absent where it has none that source and raw agree on
 */
record SnapshotMode(Window.Subject subject, Optional<RangeKey> key) implements ReadMode {
    SnapshotMode {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(key, "key");
    }

    @Override
    public Window next(Optional<Window> last, SnapshotSession snapshot) {
        return new Window.Snapshot(snapshot.snapshot().name(), snapshot.server().identity());
    }

    @Override
    public boolean reads(Window window) {
        return window instanceof Window.Snapshot;
    }

    @Override
    public Bounds bounds(Window window, SnapshotSession snapshot) {
        return keys(window)
                .map(keys -> key.orElseThrow().condition(keys))
                .map(rows -> new Bounds(rows, rows, false))
                .orElseGet(() -> new Bounds(RowCondition.ALL, RowCondition.ALL, true));
    }

    /**
     * The keys whose rows are read; empty for all. A part that was of another table or key column is read as the whole
     * table: more than a window names is never wrong where contents are compared.
     */
    Optional<KeyIntervals> keys(Window window) {
        return part(window).map(Window.Snapshot.Part::keys);
    }

    private Optional<Window.Snapshot.Part> part(Window window) {
        if (!(window instanceof Window.Snapshot own)) {
            throw new IllegalArgumentException("not a window of mode snapshot");
        }
        return own.part()
                .filter(part -> part.about().equals(subject)
                        && key.isPresent()
                        && key.get().column().name().equals(part.keys().column()));
    }

    @Override
    public String what(Window window, ServerState server) {
        return part(window)
                .map(part -> part.ranges() + " of " + part.of() + " key ranges of "
                        + part.keys().column())
                .orElse("whole table");
    }

    @Override
    public String guarantee(ServerState server) {
        return "complete";
    }

    @Override
    public Overlap overlap(Window window, boolean isFirst) {
        return new Overlap.Content(keys(window));
    }

    @Override
    public boolean isVersioned() {
        return false;
    }
}
