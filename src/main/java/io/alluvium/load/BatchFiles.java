package io.alluvium.load;

import io.alluvium.column.BatchSink;
import io.alluvium.column.ColumnBatch;
import io.alluvium.column.FileColumn;
import io.alluvium.column.ParquetFile;
import io.alluvium.column.WrittenFile;
import io.alluvium.lake.DataFile;
import io.alluvium.lake.NewFiles;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Writes batches of columns to new files of a table, a further one whenever one is large enough. For one thread. */
final class BatchFiles implements BatchSink, AutoCloseable {
    /** Large enough to be scanned at full speed, small enough to be one task's work. */
    private static final long FILE_BYTES = 256L << 20;

    private final NewFiles target;
    private final StructType schema;
    private final List<FileColumn> columns;
    private @Nullable ParquetFile file;
    private String name = "";

    BatchFiles(NewFiles target, StructType schema, List<FileColumn> columns) {
        this.target = target;
        this.schema = schema;
        this.columns = List.copyOf(columns);
    }

    @Override
    public void take(ColumnBatch batch) throws IOException {
        ParquetFile open = file;
        if (open == null) {
            name = NewFiles.name();
            open = new ParquetFile(schema, target.create(name), columns);
            file = open;
        }
        open.write(batch);
        if (open.bytes() > FILE_BYTES) {
            finish();
        }
    }

    /** Completes the file that is open, if one is. */
    void finish() throws IOException {
        ParquetFile open = file;
        if (open != null) {
            WrittenFile written = open.finish();
            file = null;
            open.close();
            target.add(new DataFile(name, written.bytes(), written.rows(), written.statistics()));
        }
    }

    /** Closes a file that was not completed. */
    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
