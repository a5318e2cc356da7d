package io.alluvium.spark.change;

import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.optimizer.InlineCTE;
import org.apache.spark.sql.catalyst.optimizer.PullupCorrelatedPredicates$;
import org.apache.spark.sql.catalyst.optimizer.RewriteCorrelatedScalarSubquery$;
import org.apache.spark.sql.catalyst.optimizer.RewritePredicateSubquery$;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.runtime.AbstractPartialFunction;

/**
 * A plan without WITH and without subqueries, as far as these can be said by joins, by Spark's own rules. An uncorrelated
 * scalar subquery stays.
 */
final class PlainPlan {
    private PlainPlan() {}

    static LogicalPlan of(LogicalPlan analyzed) {
        return joined(new InlineCTE(true, false).apply(analyzed));
    }

    /** What stands in a subquery is made plain before the subquery is. */
    private static LogicalPlan joined(LogicalPlan plan) {
        LogicalPlan inner = (LogicalPlan) plan.transformAllExpressions(new Subqueries());
        LogicalPlan pulled = PullupCorrelatedPredicates$.MODULE$.apply(inner);
        LogicalPlan scalar = RewriteCorrelatedScalarSubquery$.MODULE$.apply(pulled);
        return RewritePredicateSubquery$.MODULE$.apply(scalar);
    }

    private static final class Subqueries extends AbstractPartialFunction<Expression, Expression> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean isDefinedAt(Expression expression) {
            return expression instanceof SubqueryExpression;
        }

        @Override
        public Expression apply(Expression expression) {
            SubqueryExpression subquery = (SubqueryExpression) expression;
            return subquery.withNewPlan(joined(subquery.plan()));
        }
    }
}
