package io.alluvium.load;

import io.alluvium.column.FileColumn;
import io.alluvium.lake.FileAppend;
import io.alluvium.lake.LakeSession;
import io.alluvium.source.ColumnReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Reads the parts of a window by tasks of Spark, on as many machines as it has, each into files of its own. */
final class TasksLoad {
    private final SparkSession session;
    private final String step;
    private final ColumnReader reader;
    private final int batchRows;

    /** @param step names the jobs */
    TasksLoad(LakeSession lake, String step, ColumnReader reader, int batchRows) {
        this.session = lake.session(step, Map.of());
        this.step = step;
        this.reader = reader;
        this.batchRows = batchRows;
    }

    /**
     * Returns when every part is read, and its files, those of one attempt a part, are with the append.
     *
     * @return rows read
     */
    long read(FileAppend append, StructType rawSchema, List<FileColumn> columns) {
        List<ColumnReader.Part> parts =
                IntStream.range(0, reader.parts()).mapToObj(reader::part).toList();
        PartTask task = new PartTask(
                append.folder(),
                new TreeMap<>(append.settings()),
                reader.schema(),
                rawSchema,
                List.copyOf(columns),
                batchRows);
        List<PartTask.Answer> answers = answers(parts, task);
        answers.forEach(answer -> append.addAll(answer.files()));
        return answers.stream().mapToLong(PartTask.Answer::rows).sum();
    }

    /** An interrupt of this thread does not end the job by itself. */
    private List<PartTask.Answer> answers(List<ColumnReader.Part> parts, PartTask task) {
        boolean done = false;
        try {
            List<PartTask.Answer> answers = JavaSparkContext.fromSparkContext(session.sparkContext())
                    .parallelize(parts, parts.size())
                    .map(task)
                    .collect();
            done = true;
            return answers;
        } finally {
            if (!done) {
                session.sparkContext().cancelJobGroup(step);
            }
        }
    }
}
