package io.alluvium.sources.objects;

import io.alluvium.sources.objects.record.RecordReader;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Hands the files of a part to those who read it: one after the other, and a large one to all of them. */
final class FileQueue {
    private final FileRecords records;
    private final Iterator<FileRange> files;
    private final Set<String> large;
    private final CorruptRecords corrupt;
    private final int most;
    private int readers;
    private @Nullable InTurns inTurns;

    private record InTurns(FileRange file, FileRecords.Shared shared) {}

    /**
     * A file for one reader.
     *
     * @param opened what it gets of a file that others read too
     */
    record Turn(FileRange file, Optional<FileRecords.Opened> opened) {
        String path() {
            return file.path();
        }
    }

    /**
     * @param files in the order in which they are handed out
     * @param large those of them that are worth several readers
     * @param readers how many there are
     */
    FileQueue(RowLayout layout, FolderAddress folder, List<FileRange> files, Set<String> large, int readers) {
        this.records = layout.format().records(layout, folder.open());
        this.files = files.iterator();
        this.large = large;
        this.corrupt = new CorruptRecords(layout, records);
        this.most = readers;
        this.readers = readers;
    }

    /** Empty for a reader that has nothing to do any more. */
    synchronized Optional<Turn> next() {
        if (inTurns == null || inTurns.shared().ended().getAsBoolean()) {
            inTurns = null;
            if (!files.hasNext()) {
                return Optional.empty();
            }
            FileRange file = files.next();
            Optional<FileRecords.Shared> shared =
                    large.contains(file.path()) ? records.shared(file.path(), most) : Optional.empty();
            if (shared.isEmpty()) {
                return Optional.of(new Turn(file, Optional.empty()));
            }
            inTurns = new InTurns(file, shared.get());
        }
        RecordReader reader = inTurns.shared().readers().get();
        return Optional.of(
                new Turn(inTurns.file(), Optional.of(new FileRecords.Opened(reader, LongUnaryOperator.identity()))));
    }

    /** Opens a file that its reader has for itself. */
    FileRecords.Opened opened(Turn turn) {
        return turn.opened().orElseGet(() -> records.open(turn.file()));
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
