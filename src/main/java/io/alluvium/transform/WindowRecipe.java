package io.alluvium.transform;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.lake.LakeSession;
import io.alluvium.lake.Staged;
import io.alluvium.lake.TableChange;
import io.alluvium.lake.WrittenRows;
import io.alluvium.model.Model;
import io.alluvium.spark.SqlNames;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** The rows of one window of a partition model, in the place of those that the table has there. */
final class WindowRecipe {
    private final LakeSession lake;

    WindowRecipe(LakeSession lake) {
        this.lake = lake;
    }

    /** Rows that lie outside of the window are refused before anything is replaced. */
    WrittenRows write(SparkSession session, Task task, Task.Extent.Window window) {
        Model model = task.model();
        Dataset<Row> rows = new Query(session, task).rows();
        String column = column(model, window, rows.schema());
        refuseOtherTypes(model, column, rows.schema().apply(column).dataType());
        WrittenRows written = lake.write(session, model.name(), task.base(), rows, task.mark());
        boolean isWhole = false;
        try {
            refuseRowsOutside(model, written, column, window);
            isWhole = true;
            return written;
        } finally {
            if (!isWhole) {
                written.drop();
            }
        }
    }

    Candidate place(SparkSession session, Task task, Task.Extent.Window window, WrittenRows written) {
        String column = column(task.model(), window, written.rows().schema());
        TableChange change = new TableChange.ReplaceRange(written, column, window.start(), window.end());
        boolean isPlaced = false;
        try {
            Staged staged = lake.stage(session, task.model().name(), task.base(), change, task.mark());
            isPlaced = true;
            return Candidate.of(task, staged);
        } finally {
            if (!isPlaced) {
                written.drop();
            }
        }
    }

    private static String column(Model model, Task.Extent.Window window, StructType schema) {
        return Arrays.stream(schema.fieldNames())
                .filter(window.column()::equalsIgnoreCase)
                .findFirst()
                .orElseThrow(() -> Problem.of(
                                ErrorCode.UNKNOWN_COLUMN,
                                "window_by of " + model.name() + " is no column of its SELECT: " + window.column())
                        .at(model.place())
                        .asException());
    }

    private static void refuseOtherTypes(Model model, String column, DataType type) {
        if (!(type instanceof DateType || type instanceof TimestampType || type instanceof TimestampNTZType)) {
            throw Problem.of(
                            ErrorCode.MODEL_ANALYSIS,
                            "window_by of " + model.name() + " is neither a date nor a time: " + column + " is "
                                    + type.sql())
                    .at(model.place())
                    .marking(column)
                    .asException();
        }
    }

    /** A row without a time lies outside too: nothing would ever replace it. */
    private static void refuseRowsOutside(Model model, WrittenRows written, String column, Task.Extent.Window window) {
        Column time = SqlNames.column(column).cast("timestamp");
        Column isInside = time.geq(functions.lit(window.start())).and(time.lt(functions.lit(window.end())));
        long outside = written.rows()
                .where(functions.not(functions.coalesce(isInside, functions.lit(false))))
                .count();
        if (outside > 0) {
            throw Problem.of(
                            ErrorCode.OUTSIDE_WINDOW,
                            model.name() + ": " + outside + (outside == 1 ? " row lies" : " rows lie")
                                    + " outside of the window from " + window.start() + " to " + window.end())
                    .at(model.place())
                    .marking(column)
                    .because("each window is replaced by what its SELECT gives; nothing was committed")
                    .fixedBy("where " + column + " >= :window_start and " + column + " < :window_end")
                    .asException();
        }
    }
}
