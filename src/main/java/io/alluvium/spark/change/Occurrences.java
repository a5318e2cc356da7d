package io.alluvium.spark.change;

import static io.alluvium.spark.change.Attributes.output;
import static io.alluvium.spark.change.Attributes.outputIds;

import io.alluvium.domain.TableName;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SetOperation;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Union;
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

    private static Stream<LogicalPlan> subqueries(LogicalPlan plan) {
        return CollectionConverters.asJava(plan.expressions()).stream().flatMap(Occurrences::subqueries);
    }

    /** The columns of a table that anything in the plan asks for, wherever it is read. */
    Set<String> used(LogicalPlan plan, TableName table) {
        Set<ExprId> asked = outputIds(plan);
        asked(plan, asked);
        Set<String> names = new HashSet<>();
        used(plan, table, asked, names);
        return names;
    }

    private void used(LogicalPlan plan, TableName table, Set<ExprId> asked, Set<String> names) {
        if (table(plan).filter(table::equals).isPresent()) {
            output(plan).stream()
                    .filter(column -> asked.contains(column.exprId()))
                    .map(Attribute::name)
                    .forEach(names::add);
            return;
        }
        CollectionConverters.asJava(plan.children()).forEach(child -> used(child, table, asked, names));
        subqueries(plan).forEach(subquery -> used(subquery, table, asked, names));
    }

    /** What compares whole rows, or puts them below each other, asks for all of their columns, and so does what asks a subquery. */
    private static void asked(LogicalPlan plan, Set<ExprId> asked) {
        CollectionConverters.asJava(plan.expressions())
                .forEach(expression -> asked.addAll(Attributes.ids(Attributes.references(expression))));
        boolean isOfRows = plan instanceof Union || plan instanceof SetOperation || plan instanceof Distinct;
        for (LogicalPlan child : CollectionConverters.asJava(plan.children())) {
            if (isOfRows) {
                asked.addAll(outputIds(child));
            }
            asked(child, asked);
        }
        subqueries(plan).forEach(subquery -> {
            asked.addAll(outputIds(subquery));
            asked(subquery, asked);
        });
    }
}
