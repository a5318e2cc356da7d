package io.alluvium.sources.objects;

import io.alluvium.sources.objects.record.SharedRecords;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Hands the files of a part to those who read it: one after the other, and a large one to all of them. */
final class FileQueue {
    private final FileRecords records;
    private final Iterator<String> paths;
    private final Set<String> large;
    private final CorruptRecords corrupt;
    private int readers;
    private @Nullable Shared shared;

    private record Shared(String path, SharedRecords records) {}

    /**
     * A file for one reader.
     *
     * @param opened what it gets of a file that others read too
     */
    record Turn(String path, Optional<FileRecords.Opened> opened) {}

    /**
     * @param paths in the order in which they are handed out
     * @param large those of them that are worth several readers
     * @param readers how many there are
     */
    FileQueue(RowLayout layout, FolderAddress folder, List<String> paths, Set<String> large, int readers) {
        this.records = layout.format().records(layout, folder.open());
        this.paths = paths.iterator();
        this.large = large;
        this.corrupt = new CorruptRecords(layout, records);
        this.readers = readers;
    }

    /** Empty for a reader that has nothing to do any more. */
    synchronized Optional<Turn> next() {
        if (shared == null || shared.records().isEnded()) {
            shared = null;
            if (!paths.hasNext()) {
                return Optional.empty();
            }
            String path = paths.next();
            Optional<SharedRecords> together = large.contains(path) ? records.shared(path) : Optional.empty();
            if (together.isEmpty()) {
                return Optional.of(new Turn(path, Optional.empty()));
            }
            shared = new Shared(path, together.get());
        }
        return Optional.of(new Turn(
                shared.path(),
                Optional.of(new FileRecords.Opened(shared.records().reader(), LongUnaryOperator.identity()))));
    }

    /** Opens a file that its reader has for itself. */
    FileRecords.Opened opened(Turn turn) {
        return turn.opened().orElseGet(() -> records.open(turn.path()));
    }

    CorruptRecords corrupt() {
        return corrupt;
    }

    /**
     * A reader has no more to do. The last one learns whether all was well.
     *
     * @throws io.alluvium.failure.AlluviumException for records that are no rows, where the table does not keep them
     */
    void leave() {
        if (isLast()) {
            corrupt.refuse();
        }
    }

    private synchronized boolean isLast() {
        readers--;
        return readers == 0;
    }
}
