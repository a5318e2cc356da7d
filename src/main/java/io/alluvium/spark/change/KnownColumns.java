package io.alluvium.spark.change;

import static io.alluvium.spark.change.Attributes.ids;
import static io.alluvium.spark.change.Attributes.output;
import static io.alluvium.spark.change.Attributes.outputIds;
import static io.alluvium.spark.change.Attributes.references;

import io.alluvium.spark.ValueSets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SetOperation;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Which columns of a result are told of the rows that a change touches. A group has its key however many of its rows
 * changed; its sum only all of its rows tell, before and after the change, and these have to be computed.
 */
final class KnownColumns {
    private final Occurrences changed;
    private final boolean computing;

    /** @param computing whether groups and partitions are computed for columns that their changed rows do not tell */
    KnownColumns(Occurrences changed, boolean computing) {
        this.changed = changed;
        this.computing = computing;
    }

    /** Those that are known without computing the groups in which the result itself is made. */
    Set<ExprId> beneath(LogicalPlan plan) {
        if (plan instanceof Project project) {
            return computed(CollectionConverters.asJava(project.projectList()), List.of(), beneath(project.child()));
        }
        if (plan instanceof Aggregate || plan instanceof Window) {
            return ofRows(plan);
        }
        return plan instanceof SubqueryAlias || plan instanceof Filter
                ? beneath(CollectionConverters.asJava(plan.children()).get(0))
                : of(plan);
    }

    /** Of what does not change all columns are known. */
    Set<ExprId> of(LogicalPlan plan) {
        if (!changed.isIn(plan) || changed.table(plan).isPresent()) {
            return outputIds(plan);
        }
        if (plan instanceof Project project) {
            return computed(CollectionConverters.asJava(project.projectList()), List.of(), of(project.child()));
        }
        if (computing && Groups.of(plan, this).isPresent()) {
            return outputIds(plan);
        }
        if (plan instanceof Aggregate || plan instanceof Window) {
            return ofRows(plan);
        }
        if (plan instanceof Join join) {
            return joined(join);
        }
        if (plan instanceof Union || plan instanceof SetOperation) {
            return stacked(plan);
        }
        if (plan instanceof Expand expand) {
            return expanded(expand);
        }
        Set<ExprId> known = new HashSet<>();
        CollectionConverters.asJava(plan.children()).forEach(child -> known.addAll(of(child)));
        if (plan instanceof Generate generate
                && known.containsAll(ids(references((Expression) generate.generator())))) {
            known.addAll(ids(CollectionConverters.asJava(generate.generatorOutput())));
        }
        if (plan instanceof Distinct) {
            known.retainAll(exact(output(plan)));
        }
        known.retainAll(outputIds(plan));
        return known;
    }

    /** Those of an aggregate's or a window's columns that each row of its input tells. */
    Set<ExprId> ofRows(LogicalPlan plan) {
        return plan instanceof Aggregate aggregate
                ? computed(
                        CollectionConverters.asJava(aggregate.aggregateExpressions()),
                        CollectionConverters.asJava(aggregate.groupingExpressions()),
                        of(aggregate.child()))
                : partition((Window) plan);
    }

    /** What is computed of known columns, and of no others, is known. */
    private static Set<ExprId> computed(
            List<NamedExpression> expressions, List<Expression> grouping, Set<ExprId> child) {
        Set<ExprId> known = new HashSet<>();
        for (NamedExpression named : expressions) {
            Expression expression = (Expression) named;
            if (child.containsAll(ids(references(expression)))
                    && !isAggregate(expression)
                    && isExactOf(expression, grouping)) {
                known.add(named.exprId());
            }
        }
        return known;
    }

    private static boolean isAggregate(Expression expression) {
        return expression instanceof AggregateExpression
                || expression instanceof SubqueryExpression
                || CollectionConverters.asJava(expression.children()).stream().anyMatch(KnownColumns::isAggregate);
    }

    /** Of values that a group compares as equal it shows one. */
    private static boolean isExactOf(Expression expression, List<Expression> grouping) {
        Set<ExprId> own = ids(references(expression));
        return grouping.stream()
                .filter(group -> references(group).stream().anyMatch(column -> own.contains(column.exprId())))
                .allMatch(group -> ValueSets.isExact(group.dataType()));
    }

    private static Set<ExprId> exact(List<Attribute> columns) {
        return ids(columns.stream()
                .filter(column -> ValueSets.isExact(column.dataType()))
                .toList());
    }

    /** A row's place among others depends on all of its partition. */
    private Set<ExprId> partition(Window window) {
        Set<ExprId> known = new HashSet<>();
        for (Expression expression : CollectionConverters.asJava(window.partitionSpec())) {
            if (expression instanceof AttributeReference column && ValueSets.isExact(column.dataType())) {
                known.add(column.exprId());
            }
        }
        known.retainAll(of(window.child()));
        return known;
    }

    private Set<ExprId> joined(Join join) {
        Set<ExprId> known = of(join.left());
        if (!JoinTypes.isOfLeft(join.joinType())) {
            known.addAll(of(join.right()));
        }
        known.retainAll(outputIds(join));
        return known;
    }

    /** Columns go by their position; those of a child that does not change tell nothing of a change. */
    private Set<ExprId> stacked(LogicalPlan plan) {
        List<Attribute> columns = output(plan);
        Set<Integer> known = new HashSet<>();
        for (int i = 0; i < columns.size(); i++) {
            known.add(i);
        }
        for (LogicalPlan child : CollectionConverters.asJava(plan.children())) {
            Set<ExprId> own = of(child);
            known.removeIf(position -> !own.contains(output(child).get(position).exprId()));
        }
        Set<ExprId> ids = new HashSet<>();
        known.forEach(position -> ids.add(columns.get(position).exprId()));
        if (plan instanceof SetOperation) {
            ids.retainAll(exact(columns));
        }
        return ids;
    }

    private Set<ExprId> expanded(Expand expand) {
        Set<ExprId> child = of(expand.child());
        Set<ExprId> known = new HashSet<>();
        List<Attribute> columns = output(expand);
        for (int i = 0; i < columns.size(); i++) {
            boolean isKnown = true;
            for (Seq<Expression> projection : CollectionConverters.asJava(expand.projections())) {
                isKnown &= child.containsAll(ids(references(projection.apply(i))));
            }
            if (isKnown) {
                known.add(columns.get(i).exprId());
            }
        }
        return known;
    }
}
