package io.alluvium.sources.objects.parquet;

import io.alluvium.column.ColumnBatch;
import io.alluvium.sources.objects.typed.BrokenFileException;
import io.alluvium.sources.objects.typed.TypedFile;
import io.alluvium.sources.objects.typed.UnfitRows;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.column.ColumnReadStore;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The rows of one row group. Its packed pages lie in memory while they are read. */
final class ParquetRows implements TypedFile.Rows {
    /** Of values that are decoded at once; where rows are long there are few of them. */
    private static final long MOST_BYTES = 16L << 20;

    /** At first in a row group: only values show how long they are where a dictionary stands for them. */
    private static final int FIRST_ROWS = 64;

    private final ParquetFileReader file;
    private final int place;
    private final StructType table;
    private final List<Optional<ParquetNode>> nodes;
    private final Calendars calendars;
    private final long rowBytes;
    private long left;
    private long bytes;
    private int window;
    private @Nullable RowGroup group;

    /**
     * @param file of which the leaves of the nodes are asked for
     * @param place of the row group
     * @param nodes one for each of the table's columns
     */
    ParquetRows(
            ParquetFileReader file,
            int place,
            StructType table,
            List<Optional<ParquetNode>> nodes,
            Calendars calendars) {
        this.file = file;
        this.place = place;
        this.calendars = calendars;
        this.table = table;
        this.nodes = nodes;
        BlockMetaData block = file.getRowGroups().get(place);
        this.left = block.getRowCount();
        this.rowBytes = Math.max(1, block.getTotalByteSize() / Math.max(1, left));
        this.window = (int) Math.max(1, Math.min(FIRST_ROWS, MOST_BYTES / rowBytes));
    }

    @Override
    public int read(ColumnBatch batch, int most, UnfitRows unfit) throws IOException {
        try {
            if (left == 0) {
                return 0;
            }
            RowGroup open = group == null ? begin(batch) : group;
            group = open;
            if (!open.fills(batch)) {
                throw new IllegalStateException("another batch than before");
            }
            int rows = (int) Math.min(left, Math.min(most, window));
            long before = open.bytes();
            open.take(rows, unfit);
            left -= rows;
            bytes = Math.max(rows * rowBytes, open.bytes() - before);
            window = (int) Math.max(1, Math.min(Integer.MAX_VALUE, MOST_BYTES * rows / Math.max(1, bytes)));
            if (left == 0) {
                open.end();
                group = null;
            }
            return rows;
        } catch (IOException e) {
            throw BrokenFileException.explained(e);
        } catch (RuntimeException e) {
            throw OpenParquet.broken(e);
        }
    }

    private RowGroup begin(ColumnBatch batch) throws IOException {
        PageReadStore pages = file.readRowGroup(place);
        if (pages == null || pages.getRowCount() != left) {
            throw new BrokenFileException("a row group of other rows than it says");
        }
        FileMetaData meta = file.getFileMetaData();
        ColumnReadStore store = new ColumnReadStoreImpl(
                pages, new NoConverter(meta.getSchema()), meta.getSchema(), meta.getCreatedBy());
        RowGroup opened = new RowGroup(batch, store, calendars);
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).isEmpty()) {
                opened.addMissing();
            } else {
                opened.add(nodes.get(i).get(), table.fields()[i]);
            }
        }
        return opened;
    }

    @Override
    public long bytes() {
        return bytes;
    }
}
