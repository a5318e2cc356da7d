package io.alluvium.spark.change;

import static io.alluvium.spark.change.Attributes.output;
import static io.alluvium.spark.change.Attributes.outputIds;

import io.alluvium.domain.TableName;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SetOperation;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The columns of tables on which a query's result depends. What is named on the way and dropped later, as by
 * {@code with orders as (select * …)}, does not count: a row in which only that changed changes nothing.
 * Groups, partitions and conditions always count: by them touched rows are found.
 */
final class AskedColumns {
    private final Occurrences tables;
    private final Map<TableName, Set<String>> names = new TreeMap<>();

    private AskedColumns(Occurrences tables) {
        this.tables = tables;
    }

    /** By table, over all places where it is read; a table that is not read is none of them. */
    static Map<TableName, Set<String>> of(LogicalPlan plan, Occurrences tables) {
        AskedColumns columns = new AskedColumns(tables);
        columns.look(plan, outputIds(plan));
        return columns.names;
    }

    /** @param asked what is wanted of the plan's columns by all that stands above it */
    private void look(LogicalPlan plan, Set<ExprId> asked) {
        Optional<TableName> table = tables.table(plan);
        if (table.isPresent()) {
            Set<String> found = names.computeIfAbsent(table.get(), name -> new HashSet<>());
            output(plan).stream()
                    .filter(column -> asked.contains(column.exprId()))
                    .forEach(column -> found.add(column.name()));
            return;
        }
        Occurrences.subqueries(plan).forEach(subquery -> look(subquery, outputIds(subquery)));
        Set<ExprId> beneath = beneath(plan, asked);
        CollectionConverters.asJava(plan.children()).forEach(child -> look(child, beneath));
    }

    private static Set<ExprId> beneath(LogicalPlan plan, Set<ExprId> asked) {
        if (plan instanceof Project project) {
            return Attributes.referenceIds(wanted(CollectionConverters.asJava(project.projectList()), asked));
        }
        if (plan instanceof Aggregate aggregate) {
            return Attributes.referenceIds(Stream.<Expression>concat(
                            CollectionConverters.asJava(aggregate.groupingExpressions()).stream(),
                            wanted(CollectionConverters.asJava(aggregate.aggregateExpressions()), asked).stream())
                    .toList());
        }
        if (plan instanceof Expand expand) {
            return beneath(expand, asked);
        }
        Set<ExprId> all = new HashSet<>(asked);
        if (plan instanceof Window window) {
            all.addAll(Attributes.referenceIds(CollectionConverters.asJava(window.partitionSpec())));
            all.addAll(Attributes.referenceIds(CollectionConverters.asJava(window.orderSpec())));
            all.addAll(Attributes.referenceIds(wanted(CollectionConverters.asJava(window.windowExpressions()), asked)));
            return all;
        }
        all.addAll(Attributes.referenceIds(CollectionConverters.asJava(plan.expressions())));
        // What compares whole rows, or puts them below each other, asks for all of their columns.
        if (plan instanceof Union || plan instanceof SetOperation || plan instanceof Distinct) {
            CollectionConverters.asJava(plan.children()).forEach(child -> all.addAll(outputIds(child)));
        }
        return all;
    }

    /** Each row becomes one for each projection, all of them with values for the same columns. */
    private static Set<ExprId> beneath(Expand expand, Set<ExprId> asked) {
        List<Attribute> columns = output(expand);
        Set<ExprId> all = new HashSet<>();
        CollectionConverters.asJava(expand.projections())
                .forEach(projection -> IntStream.range(0, columns.size())
                        .filter(i -> asked.contains(columns.get(i).exprId()))
                        .mapToObj(projection::apply)
                        .forEach(value -> all.addAll(Attributes.ids(Attributes.references(value)))));
        return all;
    }

    private static List<Expression> wanted(Collection<NamedExpression> columns, Set<ExprId> asked) {
        return columns.stream()
                .filter(column -> asked.contains(column.exprId()))
                .map(Expression.class::cast)
                .toList();
    }
}
