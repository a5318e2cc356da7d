package io.alluvium.spark.change;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.JoinType;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.JoinHint$;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Columns of plans, told apart by their ids. */
final class Attributes {
    private Attributes() {}

    static Set<ExprId> ids(Collection<? extends NamedExpression> columns) {
        Set<ExprId> ids = new HashSet<>();
        columns.forEach(column -> ids.add(column.exprId()));
        return ids;
    }

    static List<Attribute> output(LogicalPlan plan) {
        return CollectionConverters.asJava(plan.output());
    }

    static Set<ExprId> outputIds(LogicalPlan plan) {
        return ids(output(plan));
    }

    static List<Attribute> references(Expression expression) {
        return CollectionConverters.asJava(expression.references().toSeq());
    }

    static Set<ExprId> referenceIds(Collection<? extends Expression> expressions) {
        Set<ExprId> ids = new HashSet<>();
        expressions.forEach(expression -> ids.addAll(ids(references(expression))));
        return ids;
    }

    /** Those of a plan's columns that are among these. */
    static Set<ExprId> of(LogicalPlan plan, Set<ExprId> wanted) {
        Set<ExprId> own = outputIds(plan);
        own.retainAll(wanted);
        return own;
    }

    static List<Expression> conjuncts(Expression condition) {
        List<Expression> conjuncts = new ArrayList<>();
        if (condition instanceof And and) {
            conjuncts.addAll(conjuncts(and.left()));
            conjuncts.addAll(conjuncts(and.right()));
        } else {
            conjuncts.add(condition);
        }
        return conjuncts;
    }

    static Expression all(List<Expression> conditions) {
        return conditions.stream().reduce(And::new).orElseThrow();
    }

    static boolean isEquality(Expression condition) {
        return condition instanceof EqualTo || condition instanceof EqualNullSafe;
    }

    /** An expression under a column's name and id. */
    static NamedExpression as(Expression expression, Attribute column) {
        return expression instanceof Attribute own && own.exprId().equals(column.exprId())
                ? own
                : alias(expression, column.name(), column.exprId());
    }

    static Alias alias(Expression expression, String name, ExprId id) {
        return new Alias(expression, name, id, seq(List.of()), Option.empty(), seq(List.of()));
    }

    /** @param conditions that all hold; none where every row meets each other */
    static LogicalPlan join(LogicalPlan left, LogicalPlan right, JoinType type, List<Expression> conditions) {
        return new Join(
                left,
                right,
                type,
                conditions.isEmpty() ? Option.empty() : Option.apply(all(conditions)),
                JoinHint$.MODULE$.NONE());
    }

    /** The rows of all parts, whose columns lie in one order; the ids are those of the first. */
    static LogicalPlan union(List<LogicalPlan> parts) {
        return parts.size() == 1 ? parts.get(0) : new Union(seq(parts), false, false);
    }

    static <T> Seq<T> seq(List<T> list) {
        return CollectionConverters.asScala(list).toSeq();
    }
}
