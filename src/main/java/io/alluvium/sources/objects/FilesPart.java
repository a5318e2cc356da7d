package io.alluvium.sources.objects;

import io.alluvium.column.BatchSink;
import io.alluvium.column.ColumnBatch;
import io.alluvium.source.ColumnReader;
import io.alluvium.spark.batch.BatchSource;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Some of a batch's files, read one after the other.
 *
 * @param folder that their paths are relative to
 */
record FilesPart(FolderAddress folder, List<FileRange> files, RowLayout layout)
        implements ColumnReader.Part, BatchSource.Part {
    private static final long serialVersionUID = 1L;

    FilesPart {
        files = List.copyOf(files);
    }

    @Override
    public void read(ColumnBatch batch, BatchSink sink) throws IOException {
        Thread reader = Thread.currentThread();
        try (FilesReading reading = open(batch, reader::isInterrupted)) {
            while (reading.fill()) {
                batch.handTo(sink);
            }
        }
    }

    @Override
    public FilesReading open(ColumnBatch batch, BooleanSupplier stopped) {
        return new FilesReading(layout, new FileQueue(layout, folder, files, Set.of(), 1), batch, stopped);
    }
}
