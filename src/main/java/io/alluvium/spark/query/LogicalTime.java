package io.alluvium.spark.query;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.spark.sql.catalyst.expressions.CurrentDate;
import org.apache.spark.sql.catalyst.expressions.CurrentTimestampLike;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.LocalTimestamp;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.runtime.AbstractPartialFunction;

/**
 * Sets the clock of SQL to the logical time of a run. {@code current_date}, {@code current_timestamp}, {@code now()}
 * and {@code localtimestamp} mean the run's logical time, so that a retry gives the same rows.
 */
final class LogicalTime {
    private final Instant at;

    LogicalTime(Instant at) {
        this.at = at;
    }

    /** The same plan object when it does not ask for the time. */
    LogicalPlan fixIn(LogicalPlan analyzed) {
        return analyzed.transformAllExpressionsWithSubqueries(new Fix());
    }

    private final class Fix extends AbstractPartialFunction<Expression, Expression> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean isDefinedAt(Expression expression) {
            return expression instanceof CurrentDate
                    || expression instanceof CurrentTimestampLike
                    || expression instanceof LocalTimestamp;
        }

        @Override
        public Expression apply(Expression expression) {
            LocalDateTime local = LocalDateTime.ofInstant(at, ZoneOffset.UTC);
            if (expression instanceof CurrentDate) {
                return Literal$.MODULE$.apply(local.toLocalDate());
            }
            return expression instanceof LocalTimestamp ? Literal$.MODULE$.apply(local) : Literal$.MODULE$.apply(at);
        }
    }
}
