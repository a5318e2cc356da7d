package io.alluvium.sources.objects;

import io.alluvium.column.ColumnBatch;
import io.alluvium.sources.objects.value.TextFormat;
import io.alluvium.sources.objects.value.ValueDecoder;
import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Puts what the folders of a file tell into columns of a batch. They are spelled as Hive spells them, in ISO's way. */
final class PartitionValues {
    private final StructType columns;
    private final PartitionFolders folders;
    private final ColumnBatch batch;
    private final int first;
    private final ValueDecoder[] decoders;
    private byte[] @Nullable [] values = new byte[0][];

    /** @param first which of the batch's columns is the first of these */
    PartitionValues(RowLayout layout, ColumnBatch batch, int first) {
        this.columns = layout.partitions();
        this.folders = new PartitionFolders(layout.faults(), List.of(columns.fieldNames()));
        this.batch = batch;
        this.first = first;
        this.decoders = new ValueDecoder[columns.length()];
        for (int i = 0; i < decoders.length; i++) {
            decoders[i] = ValueDecoder.of(columns.fields()[i].dataType(), TextFormat.USUAL, batch.column(first + i));
        }
    }

    /** @throws io.alluvium.failure.AlluviumException FILE_CORRUPT where folders do not tell what they should */
    static void require(RowLayout layout, List<String> paths) {
        ColumnBatch trial = new ColumnBatch(layout.partitions(), 1);
        PartitionValues values = new PartitionValues(layout, trial, 0);
        for (String path : layout.partitions().isEmpty() ? List.<String>of() : paths) {
            values.enter(path);
            values.append();
            trial.clear();
        }
    }

    /** Rows of this file follow. */
    void enter(String path) {
        values = folders.values(path);
        for (int i = 0; i < decoders.length; i++) {
            StructField column = columns.fields()[i];
            byte[] value = values[i];
            if (value != null && !decoders[i].append(value, 0, value.length)) {
                throw folders.unfit(path, column.name(), column.dataType().simpleString());
            }
            batch.column(first + i).shorten(batch.rows());
        }
    }

    /** One row's. */
    void append() {
        for (int i = 0; i < decoders.length; i++) {
            byte[] value = values[i];
            if (value == null) {
                batch.column(first + i).appendNull();
            } else {
                decoders[i].append(value, 0, value.length);
            }
        }
    }
}
