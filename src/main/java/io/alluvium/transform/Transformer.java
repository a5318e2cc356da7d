package io.alluvium.transform;

import io.alluvium.lake.LakeSession;
import io.alluvium.lake.TableChange;
import io.alluvium.lake.WrittenRows;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Computes a model's next version and stages it. */
public final class Transformer {
    private final LakeSession lake;
    private final int worthChoosing;

    public Transformer(LakeSession lake) {
        this(lake, ApplyRecipe.WORTH_CHOOSING);
    }

    /** @param worthChoosing as {@link ApplyRecipe} takes it */
    Transformer(LakeSession lake, int worthChoosing) {
        this.lake = lake;
        this.worthChoosing = worthChoosing;
    }

    /**
     * @param session the step's session, in which the model's inputs are pinned
     * @throws io.alluvium.failure.AlluviumException UNKNOWN_COLUMN, MODEL_ANALYSIS, APPLY_SHAPE, FRONT_MATTER where the
     *     order of versions can only be wrong, OUTSIDE_WINDOW
     */
    public Candidate prepare(SparkSession session, Task task) {
        Task.Extent extent = task.extent();
        if (task.model().apply().isPresent()) {
            return new ApplyRecipe(lake, worthChoosing).prepare(session, task);
        }
        if (extent instanceof Task.Extent.Window window) {
            WindowRecipe recipe = new WindowRecipe(lake);
            return recipe.place(session, task, window, recipe.write(session, task, window));
        }
        if (extent instanceof Task.Extent.Touched touched) {
            return new TouchedRecipe(lake).prepare(session, task, touched);
        }
        Query query = new Query(session, task);
        TableChange change;
        if (extent instanceof Task.Extent.Added added) {
            Dataset<Row> came = lake.changes(session, added.driving(), added.since())
                    .where(functions.col(LakeSession.CAME))
                    .drop(LakeSession.CAME);
            change = new TableChange.Append(query.rowsOver(added.driving().name(), came));
        } else {
            change = new TableChange.ReplaceAll(query.rows());
        }
        return Candidate.staged(lake, session, task, change);
    }

    /**
     * Computes a window's rows and writes them beside the table. Windows may be computed side by side.
     *
     * @param session one of its own, in which the model's inputs are pinned
     * @throws io.alluvium.failure.AlluviumException as {@link #prepare}
     */
    public WrittenRows write(SparkSession session, Task task, Task.Extent.Window window) {
        return new WindowRecipe(lake).write(session, task, window);
    }

    /**
     * Stages a window's rows in the place of those that the table has there.
     *
     * @param task with the table as it stands now
     */
    public Candidate place(SparkSession session, Task task, Task.Extent.Window window, WrittenRows written) {
        return new WindowRecipe(lake).place(session, task, window, written);
    }

    /**
     * The rows that a task computes, staged nowhere.
     *
     * @param task of a whole table or of one window
     */
    public Dataset<Row> rows(SparkSession session, Task task) {
        return task.model().apply().isPresent()
                ? new ApplyRecipe(lake, worthChoosing).rows(session, task)
                : new Query(session, task).rows();
    }

    /** A view's rows, which nobody stores, for its rules to be checked. */
    public Candidate view(SparkSession session, Task task) {
        return Candidate.of(task, new Unstored(new Query(session, task).rows()));
    }

    /** The table as it is, to be described anew. */
    public Candidate described(SparkSession session, Task task) {
        return Candidate.unchanged(lake, session, task);
    }
}
