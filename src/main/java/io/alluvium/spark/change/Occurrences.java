package io.alluvium.spark.change;

import io.alluvium.domain.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Where a plan reads tables. A table that is read twice occurs twice, with columns of its own each time.
 *
 * @param tables whose occurrences are looked for; beneath any other name may lie a view, which is looked into
 */
record Occurrences(Set<TableName> tables) {

    /** The table that this node reads. */
    Optional<TableName> table(LogicalPlan plan) {
        if (plan instanceof SubqueryAlias alias) {
            List<String> owner = CollectionConverters.asJava(alias.identifier().qualifier());
            if (!owner.isEmpty()) {
                return TableName.parse(owner.get(owner.size() - 1) + "."
                                + alias.identifier().name())
                        .filter(tables::contains);
            }
        }
        return Optional.empty();
    }

    /** Whether a plan reads any of the tables, in a subquery too. */
    boolean isIn(LogicalPlan plan) {
        if (table(plan).isPresent()) {
            return true;
        }
        return CollectionConverters.asJava(plan.children()).stream().anyMatch(this::isIn)
                || CollectionConverters.asJava(plan.expressions()).stream().anyMatch(this::isIn);
    }

    boolean isIn(Expression expression) {
        return subqueries(expression).anyMatch(this::isIn);
    }

    private static Stream<LogicalPlan> subqueries(Expression expression) {
        Stream<LogicalPlan> beneath =
                CollectionConverters.asJava(expression.children()).stream().flatMap(Occurrences::subqueries);
        return expression instanceof PlanExpression<?> subquery && subquery.plan() instanceof LogicalPlan plan
                ? Stream.concat(Stream.of(plan), beneath)
                : beneath;
    }

    /** Plans within a node's own expressions. */
    static Stream<LogicalPlan> subqueries(LogicalPlan plan) {
        return CollectionConverters.asJava(plan.expressions()).stream().flatMap(Occurrences::subqueries);
    }
}
