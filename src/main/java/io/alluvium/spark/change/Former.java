package io.alluvium.spark.change;

import static io.alluvium.spark.change.Attributes.output;
import static io.alluvium.spark.change.Attributes.seq;

import io.alluvium.domain.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.catalyst.expressions.Not;
import org.apache.spark.sql.catalyst.expressions.ScalarSubquery;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/** What a plan, or an expression in one, was before the change. */
final class Former {
    private final Occurrences changed;
    private final TouchedRows.Images images;

    Former(Occurrences changed, TouchedRows.Images images) {
        this.changed = changed;
        this.images = images;
    }

    LogicalPlan plan(LogicalPlan plan) {
        Optional<TableName> table = changed.table(plan);
        if (table.isPresent()) {
            return images.before(table.get(), output(plan));
        }
        List<LogicalPlan> children = new ArrayList<>();
        CollectionConverters.asJava(plan.children()).forEach(child -> children.add(plan(child)));
        LogicalPlan over = children.isEmpty() ? plan : (LogicalPlan) plan.withNewChildren(seq(children));
        return (LogicalPlan) over.transformExpressions(new Subqueries());
    }

    /** Whether an expression gives otherwise now than with what its subqueries answered before. */
    Expression differs(Expression expression) {
        return new Not(new EqualNullSafe(expression, (Expression) expression.transform(new Subqueries())));
    }

    /** Whether what changes in an expression are answers that hold for every row, and these alone. */
    boolean hasAnswersAlone(Expression expression) {
        return expression instanceof ScalarSubquery subquery && changed.isIn(subquery.plan())
                ? subquery.outerAttrs().isEmpty()
                : CollectionConverters.asJava(expression.children()).stream()
                        .allMatch(child -> !changed.isIn(child) || hasAnswersAlone(child));
    }

    /** A subquery's answer is held by its id, so that the former one has an id of its own. */
    private final class Subqueries extends AbstractPartialFunction<Expression, Expression> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean isDefinedAt(Expression expression) {
            return expression instanceof ScalarSubquery subquery && changed.isIn(subquery.plan());
        }

        @Override
        public Expression apply(Expression expression) {
            ScalarSubquery now = (ScalarSubquery) expression;
            return now.copy(
                    plan(now.plan()),
                    now.outerAttrs(),
                    NamedExpression$.MODULE$.newExprId(),
                    now.joinCond(),
                    now.hint(),
                    now.mayHaveCountBug(),
                    now.needSingleJoin());
        }
    }
}
