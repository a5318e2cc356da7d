package io.alluvium.extract.postgres;

import io.alluvium.domain.Window;
import io.alluvium.extract.Extracted;
import java.util.Optional;

/** The whole table each time, unless the database finds it unchanged. */
record SnapshotMode() implements ReadMode {

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
        if (!reads(window)) {
            throw new IllegalArgumentException("not a window of mode snapshot");
        }
        return new Bounds(RowCondition.ALL, RowCondition.ALL, true);
    }

    @Override
    public String what(Window window, ServerState server) {
        return "whole table";
    }

    @Override
    public String guarantee(ServerState server) {
        return "complete";
    }

    @Override
    public Extracted.Overlap overlap(boolean isFirst) {
        return Extracted.Overlap.WHOLE_CONTENT;
    }

    @Override
    public boolean isVersioned() {
        return false;
    }
}
