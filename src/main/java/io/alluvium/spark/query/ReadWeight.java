package io.alluvium.spark.query;

import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.In;
import org.apache.spark.sql.catalyst.expressions.InSet;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import scala.jdk.javaapi.CollectionConverters;

/** How much an optimised query reads: bytes of files, as if all of them were worked on. */
final class ReadWeight {
    /** What is held against some values first is decoded, and next to nothing of it goes further. */
    static final long NAMED = 64;

    private ReadWeight() {}

    /** At most {@link Long#MAX_VALUE}. */
    static long of(LogicalPlan plan) {
        return of(plan, 1);
    }

    private static long of(LogicalPlan plan, long share) {
        if (plan.children().isEmpty()) {
            return plan.stats().sizeInBytes().isValidLong()
                    ? plan.stats().sizeInBytes().toLong() / share
                    : Long.MAX_VALUE;
        }
        long beneath = plan instanceof Filter filter && namesValues(filter.condition())
                ? NAMED
                : plan instanceof Project ? share : 1;
        long sum = 0;
        for (LogicalPlan child : CollectionConverters.asJava(plan.children())) {
            long weight = of(child, beneath);
            sum = Long.MAX_VALUE - sum < weight ? Long.MAX_VALUE : sum + weight;
        }
        return sum;
    }

    private static boolean namesValues(Expression condition) {
        if (condition instanceof And and) {
            return namesValues(and.left()) || namesValues(and.right());
        }
        return condition instanceof InSet set && set.child() instanceof AttributeReference
                || condition instanceof In in && in.value() instanceof AttributeReference
                || condition instanceof EqualTo equal && isValue(equal.left(), equal.right())
                || condition instanceof EqualNullSafe equal && isValue(equal.left(), equal.right());
    }

    private static boolean isValue(Expression left, Expression right) {
        return left instanceof AttributeReference && right instanceof Literal
                || right instanceof AttributeReference && left instanceof Literal;
    }
}
