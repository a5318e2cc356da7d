package io.alluvium.sources.objects.avro;

import io.alluvium.column.ColumnBatch;
import io.alluvium.sources.objects.typed.BrokenFileException;
import io.alluvium.sources.objects.typed.TypedFile;
import io.alluvium.sources.objects.typed.UnfitRows;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.avro.generic.IndexedRecord;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The rows of a file, one after the other. */
final class AvroRows implements TypedFile.Rows {
    /** Of values that are decoded at once, more or less. */
    private static final long MOST_BYTES = 16L << 20;

    private final AvroBlocks blocks;
    private final RowReader reader;
    private final StructType table;
    private final int[] places;
    private final List<Optional<AvroNode>> nodes;
    private final @Nullable AvroColumn[] columns;
    private @Nullable ColumnBatch bound;
    private @Nullable IndexedRecord record;
    private BlockDecoder decoder = new BlockDecoder(new byte[0], 0);
    private long left;
    private long bytes;

    /** @param nodes one for each of the table's columns */
    AvroRows(AvroBlocks blocks, StructType table, int[] places, List<Optional<AvroNode>> nodes) {
        this.blocks = blocks;
        this.reader = new RowReader(blocks.schema());
        this.table = table;
        this.places = places.clone();
        this.nodes = List.copyOf(nodes);
        this.columns = new AvroColumn[places.length];
    }

    @Override
    public int read(ColumnBatch batch, int most, UnfitRows unfit) throws IOException {
        bytes = 0;
        try {
            while (left == 0) {
                AvroBlocks.Block next = blocks.next();
                if (next == null) {
                    return 0;
                }
                left = next.rows();
                decoder = new BlockDecoder(next.content(), next.content().length);
            }
            bind(batch);
            int before = decoder.position();
            int rows = 0;
            while (rows < most && left > 0 && decoder.position() - before < MOST_BYTES) {
                unfit.at(rows++);
                IndexedRecord row = reader.read(record, decoder);
                record = row;
                take(row, batch, unfit);
                left--;
            }
            bytes = decoder.position() - before;
            return rows;
        } catch (RuntimeException e) {
            throw OpenAvro.broken(e);
        } catch (StackOverflowError e) {
            throw new BrokenFileException("values that are nested too deep", e);
        }
    }

    private void bind(ColumnBatch batch) {
        if (bound == batch) {
            return;
        }
        for (int i = 0; i < columns.length; i++) {
            if (nodes.get(i).isPresent()) {
                columns[i] = AvroColumn.of(
                        table.fields()[i].name(), nodes.get(i).get(), table.fields()[i].dataType(), batch.column(i));
            }
        }
        bound = batch;
    }

    private void take(IndexedRecord row, ColumnBatch batch, UnfitRows unfit) {
        for (int i = 0; i < columns.length; i++) {
            AvroColumn column = columns[i];
            if (column == null) {
                batch.column(i).appendNull();
            } else {
                column.take(row.get(places[i]), unfit);
            }
        }
    }

    @Override
    public long bytes() {
        return bytes;
    }
}
