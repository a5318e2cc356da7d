package io.alluvium.load;

import io.alluvium.column.FileColumn;
import io.alluvium.lake.FileAppend;
import io.alluvium.lake.Lake;
import io.alluvium.source.ColumnReader;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Rows that only this process can read, written down for Spark. They lie in the table's folder, in files that no version
 * of the table has, until this is closed.
 */
final class Spool implements AutoCloseable {
    /** A page of a file holds one batch. */
    private static final int BATCH_ROWS = 20_000;

    private final FileAppend files;
    private final StructType schema;

    private Spool(FileAppend files, StructType schema) {
        this.files = files;
        this.schema = schema;
    }

    /** Reads all rows. @throws io.alluvium.failure.AlluviumException what the source and the storage throw */
    static Spool of(Lake lake, Batch batch, ColumnReader reader) {
        StructType schema = reader.schema();
        FileAppend files = lake.append(batch.table().name(), batch.base(), schema, batch.mark());
        boolean done = false;
        try {
            List<FileColumn> columns = Collections.nCopies(schema.length(), new FileColumn.FromBatch());
            new ThreadsLoad(reader, batch.table().name().toString(), BATCH_ROWS)
                    .read(() -> new BatchFiles(files, schema, columns));
            done = true;
            return new Spool(files, schema);
        } catch (IOException e) {
            throw files.failed(e);
        } finally {
            if (!done) {
                files.drop();
            }
        }
    }

    Dataset<Row> rows(SparkSession session) {
        List<String> paths = files.paths();
        return paths.isEmpty()
                ? session.createDataFrame(List.of(), schema)
                : session.read().schema(schema).parquet(paths.toArray(String[]::new));
    }

    @Override
    public void close() {
        files.drop();
    }
}
