package io.alluvium.lake;

import io.alluvium.column.ColumnBatch;
import io.alluvium.domain.KeyIntervals;
import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.types.DataTypeJsonSerDe;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.sql.types.StructType;

/** Rows of a table's version, column by column, read on this machine without a Spark session. */
public final class TableScan {
    private final Lake lake;
    private final TableVersion version;
    private final StructType columns;
    private final Row state;
    private final List<Row> files;
    private final Optional<Predicate> rowGroups;

    TableScan(Lake lake, TableVersion version, Snapshot snapshot, StructType columns, Optional<KeyIntervals> keys) {
        this.lake = lake;
        this.version = version;
        this.columns = columns;
        var builder = snapshot.getScanBuilder().withReadSchema(DataTypeJsonSerDe.deserializeStructType(columns.json()));
        Scan scan = keys.flatMap(wanted -> Skipping.files(wanted, columns))
                .map(builder::withFilter)
                .orElse(builder)
                .build();
        Engine engine = lake.engine();
        this.state = scan.getScanState(engine);
        this.files = files(scan, engine);
        this.rowGroups = keys.flatMap(wanted -> Skipping.rowGroups(wanted, columns));
    }

    private static List<Row> files(Scan scan, Engine engine) {
        List<Row> files = new ArrayList<>();
        try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine)) {
            while (batches.hasNext()) {
                try (CloseableIterator<Row> rows = batches.next().getRows()) {
                    rows.forEachRemaining(files::add);
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return files;
    }

    /** The size of the files that will be read. */
    public long bytes() {
        return files.stream()
                .mapToLong(file -> InternalScanFileUtils.getAddFileStatus(file).getSize())
                .sum();
    }

    /**
     * Reads all rows: fills the batch, gives it to the sink whenever it is full and at the end, and clears it.
     *
     * @param batch of exactly the scan's columns
     * @throws io.alluvium.failure.AlluviumException TABLE_UNREADABLE, STORAGE_FAILED
     */
    public void read(ColumnBatch batch, Consumer<ColumnBatch> sink) {
        VectorCopy copy = new VectorCopy(columns);
        for (Row file : files) {
            lake.reading(version.name(), version.folder(), () -> {
                try (CloseableIterator<FilteredColumnarBatch> data = open(file)) {
                    while (data.hasNext()) {
                        copy.rows(data.next(), batch, sink);
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                return file;
            });
        }
        if (batch.rows() > 0) {
            sink.accept(batch);
            batch.clear();
        }
    }

    private CloseableIterator<FilteredColumnarBatch> open(Row file) throws IOException {
        Engine engine = lake.engine();
        FileStatus status = InternalScanFileUtils.getAddFileStatus(file);
        CloseableIterator<FileReadResult> read = engine.getParquetHandler()
                .readParquetFiles(
                        Utils.singletonCloseableIterator(status),
                        ScanStateRow.getPhysicalDataReadSchema(state),
                        rowGroups);
        CloseableIterator<ColumnarBatch> physical = read.map(FileReadResult::getData);
        return Scan.transformPhysicalData(engine, state, file, physical);
    }
}
