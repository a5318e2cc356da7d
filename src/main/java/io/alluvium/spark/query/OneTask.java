package io.alluvium.spark.query;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import org.apache.spark.sql.catalyst.plans.logical.Repartition;
import org.apache.spark.sql.classic.Dataset$;
import scala.runtime.AbstractPartialFunction;

/**
 * Makes one partition of all that each leaf of a plan reads. Where there is one partition, Spark moves no rows between tasks to
 * group, sort or join them, and the whole query is one task.
 */
final class OneTask extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {
    private static final long serialVersionUID = 1L;

    /** The same rows. */
    static Dataset<Row> of(Dataset<Row> rows) {
        var classic = (org.apache.spark.sql.classic.Dataset<Row>) rows;
        return Dataset$.MODULE$.ofRows(
                classic.sparkSession(), classic.queryExecution().analyzed().transformUp(new OneTask()));
    }

    @Override
    public boolean isDefinedAt(LogicalPlan plan) {
        return plan.children().isEmpty() && !(plan instanceof OneRowRelation);
    }

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return new Repartition(1, false, plan);
    }
}
