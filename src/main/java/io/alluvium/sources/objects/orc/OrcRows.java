package io.alluvium.sources.objects.orc;

import io.alluvium.column.ColumnBatch;
import io.alluvium.column.ColumnValues;
import io.alluvium.sources.objects.typed.TypedFile;
import io.alluvium.sources.objects.typed.UnfitRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hive.ql.exec.vector.VectorizedRowBatch;
import org.apache.orc.RecordReader;
import org.apache.orc.TypeDescription;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The rows of a file, by batches of the library's own. */
final class OrcRows implements TypedFile.Rows {
    private final RecordReader rows;
    private final OneFile store;
    private final TypeDescription file;
    private final StructType table;
    private final int[] places;
    private final VectorizedRowBatch vectors;
    private final long rowBytes;
    private final List<OrcColumn> columns = new ArrayList<>();
    private @Nullable ColumnBatch bound;
    private int at;
    private int read;

    /** @param rowBytes of memory, more or less */
    OrcRows(
            RecordReader rows,
            OneFile store,
            TypeDescription file,
            StructType table,
            int[] places,
            VectorizedRowBatch vectors,
            long rowBytes) {
        this.rows = rows;
        this.store = store;
        this.file = file;
        this.table = table;
        this.places = places.clone();
        this.vectors = vectors;
        this.rowBytes = rowBytes;
    }

    @Override
    public int read(ColumnBatch batch, int most, UnfitRows unfit) throws IOException {
        try {
            if (at == vectors.size) {
                at = 0;
                if (!rows.nextBatch(vectors)) {
                    vectors.size = 0;
                    return 0;
                }
            }
            bind(batch);
            read = Math.min(most, vectors.size - at);
            take(batch, unfit);
            at += read;
            return read;
        } catch (IOException e) {
            throw store.explained(e);
        } catch (RuntimeException | OutOfMemoryError e) {
            throw OpenOrc.broken(e);
        }
    }

    private void bind(ColumnBatch batch) {
        if (bound == batch) {
            return;
        }
        columns.clear();
        for (int i = 0; i < places.length; i++) {
            if (places[i] >= 0) {
                columns.add(OrcColumn.of(
                        table.fields()[i].name(),
                        file.getChildren().get(places[i]),
                        vectors.cols[places[i]],
                        table.fields()[i].dataType(),
                        batch.column(i)));
            }
        }
        bound = batch;
    }

    private void take(ColumnBatch batch, UnfitRows unfit) {
        int next = 0;
        for (int i = 0; i < places.length; i++) {
            if (places[i] < 0) {
                ColumnValues missing = batch.column(i);
                for (int row = 0; row < read; row++) {
                    missing.appendNull();
                }
                continue;
            }
            OrcColumn column = columns.get(next++);
            for (int row = 0; row < read; row++) {
                unfit.at(row);
                column.take(at + row, unfit);
            }
        }
    }

    @Override
    public long bytes() {
        return read * rowBytes;
    }
}
