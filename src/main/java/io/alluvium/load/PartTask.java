package io.alluvium.load;

import io.alluvium.column.ColumnBatch;
import io.alluvium.column.FileColumn;
import io.alluvium.lake.DataFile;
import io.alluvium.lake.TaskFiles;
import io.alluvium.source.ColumnReader;
import io.alluvium.spark.cluster.AttemptTurn;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.types.StructType;

/**
 * One task of Spark: reads a part and writes it to files of its own.
 *
 * @param folder of the table
 * @param settings of its store
 * @param readSchema of the part
 * @param rawSchema of the files
 */
record PartTask(
        String folder,
        Map<String, String> settings,
        StructType readSchema,
        StructType rawSchema,
        List<FileColumn> columns,
        int batchRows)
        implements Function<ColumnReader.Part, PartTask.Answer> {

    /** What an attempt wrote. Spark hands on the answer of one attempt a task, whatever others did. */
    record Answer(long rows, List<DataFile> files) implements Serializable {}

    @Override
    public Answer call(ColumnReader.Part part) throws IOException, InterruptedException {
        // A copy of a slow task would open a connection more than the source allows.
        AttemptTurn.await(TaskContext.get());
        TaskFiles target = new TaskFiles(folder, settings);
        long[] rows = {0};
        boolean done = false;
        try (BatchFiles files = new BatchFiles(target, rawSchema, columns)) {
            part.read(new ColumnBatch(readSchema, batchRows), batch -> {
                rows[0] += batch.rows();
                files.take(batch);
            });
            files.finish();
            done = true;
        } finally {
            if (!done) {
                target.delete();
            }
        }
        return new Answer(rows[0], target.files());
    }
}
