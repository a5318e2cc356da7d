package io.alluvium.source.sql;

import io.alluvium.domain.KeyIntervals;
import io.alluvium.source.Overlap;
import io.alluvium.source.survey.Bounds;
import io.alluvium.source.survey.ReadMode;
import io.alluvium.source.survey.RowCondition;
import io.alluvium.source.window.Meaning;
import io.alluvium.source.window.SnapshotWindow;
import io.alluvium.source.window.Subject;
import io.alluvium.source.window.Window;
import java.util.Optional;

/**
 * Reads the whole table, or only the ranges of its key that changed. The database finds out which.
 *
 * @param subject the table
 * @param meaning what values depend on beside rows; absent where digests of rows have all of it
 * @param key whose ranges are looked at; absent where it has none that source and raw agree on
 */
public record SnapshotMode(Subject subject, Optional<Meaning> meaning, Optional<RangeColumn> key, ServerView server)
        implements ReadMode {

    @Override
    public Window next(Optional<Window> last) {
        return window(Optional.empty());
    }

    /** Of what the server shows now. */
    SnapshotWindow window(Optional<SnapshotWindow.Part> part) {
        return new SnapshotWindow(server.snapshot(), server.identity(), part, meaning);
    }

    @Override
    public boolean reads(Window window) {
        return window instanceof SnapshotWindow;
    }

    @Override
    public Bounds bounds(Window window) {
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
        return part(window).map(SnapshotWindow.Part::keys);
    }

    private Optional<SnapshotWindow.Part> part(Window window) {
        if (!(window instanceof SnapshotWindow own)) {
            throw new IllegalArgumentException("not a window of mode snapshot");
        }
        return own.part()
                .filter(part -> part.about().equals(subject)
                        && key.isPresent()
                        && key.get().name().equals(part.keys().column()));
    }

    @Override
    public String what(Window window) {
        return part(window)
                .map(part -> part.ranges() + " of " + part.of() + " key ranges of "
                        + part.keys().column())
                .orElse("whole table");
    }

    @Override
    public String guarantee() {
        return "complete";
    }

    @Override
    public Overlap overlap(Window window, boolean isFirst) {
        return new Overlap.Content(keys(window));
    }

    @Override
    public boolean findsRewritten() {
        return true;
    }

    @Override
    public boolean isBounded() {
        return false;
    }
}
