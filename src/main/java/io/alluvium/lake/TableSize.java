package io.alluvium.lake;

import io.delta.kernel.Snapshot;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.ScanImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What a version of a table holds, by its log.
 *
 * @param rows absent where the log does not count the rows of every file
 * @param bytes of its data files
 */
public record TableSize(OptionalLong rows, long bytes) {
    public TableSize {
        Objects.requireNonNull(rows, "rows");
    }

    static TableSize of(Snapshot snapshot, Engine engine) {
        ScanImpl scan = (ScanImpl) snapshot.getScanBuilder().build();
        TableSize size = new TableSize(OptionalLong.of(0), 0);
        try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine, true)) {
            while (batches.hasNext()) {
                try (CloseableIterator<Row> rows = batches.next().getRows()) {
                    while (rows.hasNext()) {
                        Row file = rows.next();
                        size = size.with(new AddFile(file.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL)));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return size;
    }

    private TableSize with(AddFile file) {
        boolean counted = rows.isPresent() && file.getNumRecords().isPresent();
        long deleted =
                file.getDeletionVector().map(vector -> vector.getCardinality()).orElse(0L);
        return new TableSize(
                counted
                        ? OptionalLong.of(
                                rows.getAsLong() + file.getNumRecords().get() - deleted)
                        : OptionalLong.empty(),
                bytes + file.getSize());
    }
}
