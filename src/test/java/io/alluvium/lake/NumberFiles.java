package io.alluvium.lake;

import io.alluvium.column.BytesValues;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.FileColumn;
import io.alluvium.column.LongValues;
import io.alluvium.column.ParquetFile;
import io.alluvium.column.WrittenFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Data files of a table of numbers and words, for tests of appends. */
final class NumberFiles {
    static final StructType SCHEMA =
            new StructType().add("id", DataTypes.LongType).add("word", DataTypes.StringType);

    private NumberFiles() {}

    /** One file with a row for each number; none without numbers. */
    static void write(NewFiles append, long... ids) throws IOException {
        if (ids.length == 0) {
            return;
        }
        String name = NewFiles.name();
        ColumnBatch batch = new ColumnBatch(SCHEMA, ids.length);
        for (long id : ids) {
            ((LongValues) batch.column(0)).append(id);
            ((BytesValues) batch.column(1)).append(("w" + id).getBytes(StandardCharsets.UTF_8));
            batch.endRow();
        }
        try (ParquetFile file = new ParquetFile(
                SCHEMA, append.create(name), List.of(new FileColumn.FromBatch(), new FileColumn.FromBatch()))) {
            file.write(batch);
            WrittenFile written = file.finish();
            append.add(new DataFile(name, written.bytes(), written.rows(), written.statistics()));
        }
    }
}
