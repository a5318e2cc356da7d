package io.alluvium.sources.objects;

import io.alluvium.column.BatchSink;
import io.alluvium.column.ColumnBatch;
import io.alluvium.source.ColumnReader;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a batch's files by threads of this machine; who has nothing to do takes the next file, or a block of a large one. */
final class FilesThreads implements ColumnReader.Threads {
    /** What is worth a thread, and a file of its own in the warehouse. */
    private static final long BYTES = 8L << 20;

    /** The same of small files, which take as long to open as to read. */
    private static final int FILES = 200;

    /** A file of which several threads read blocks. */
    private static final long LARGE_BYTES = 4L << 20;

    private final RowLayout layout;
    private final FileQueue files;
    private final int count;

    FilesThreads(RowLayout layout, FolderAddress folder, List<SourceFile> files) {
        this.layout = layout;
        this.count = count(files);
        Set<String> large = count == 1
                ? Set.of()
                : files.stream()
                        .filter(file -> file.size() >= LARGE_BYTES)
                        .map(SourceFile::path)
                        .collect(Collectors.toSet());
        this.files = new FileQueue(
                layout,
                folder,
                files.stream().map(file -> FileRange.whole(file.path())).toList(),
                large,
                count);
    }

    private static int count(List<SourceFile> files) {
        long bytes = files.stream().mapToLong(SourceFile::size).sum();
        long worth = Math.max(bytes / BYTES, files.size() / FILES);
        return (int) Math.max(1, Math.min(worth, Runtime.getRuntime().availableProcessors()));
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public void read(int thread, ColumnBatch batch, BatchSink sink) throws IOException {
        Thread reader = Thread.currentThread();
        try (FilesReading reading = new FilesReading(layout, files, batch, reader::isInterrupted)) {
            while (reading.fill()) {
                batch.handTo(sink);
            }
        }
    }
}
