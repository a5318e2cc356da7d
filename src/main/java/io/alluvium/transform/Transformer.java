package io.alluvium.transform;

import io.alluvium.lake.LakeSession;
import io.alluvium.lake.Staged;
import io.alluvium.lake.TableChange;
import io.alluvium.model.Model;
import io.alluvium.model.Strategy;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Computes a model's next version and stages it. */
public final class Transformer {
    private final LakeSession lake;

    public Transformer(LakeSession lake) {
        this.lake = lake;
    }

    /**
     * @param session the step's session, in which the model's inputs are pinned
     * @throws io.alluvium.failure.AlluviumException UNKNOWN_COLUMN, MODEL_ANALYSIS, APPLY_SHAPE, FRONT_MATTER where the
     *     order of versions can only be wrong
     */
    public Candidate prepare(SparkSession session, Task task) {
        return task.model().strategy() == Strategy.APPLY
                ? new ApplyRecipe(lake).prepare(session, task)
                : full(session, task);
    }

    private Candidate full(SparkSession session, Task task) {
        Model model = task.model();
        Dataset<Row> rows = new Query(session, model, task.parameters(), task.at()).rows();
        TableChange change = new TableChange.ReplaceAll(rows);
        return new Candidate(
                model, model.key(), task.parameters(), task.at(), staged(session, task, change), Optional.empty(), 0);
    }

    private Staged staged(SparkSession session, Task task, TableChange change) {
        return lake.stage(session, task.model().name(), task.base(), change, task.mark());
    }
}
