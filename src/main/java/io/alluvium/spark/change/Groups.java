package io.alluvium.spark.change;

import static io.alluvium.spark.change.Attributes.ids;
import static io.alluvium.spark.change.Attributes.seq;

import io.alluvium.spark.ValueSets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import scala.jdk.javaapi.CollectionConverters;

/**
 * An operator that brings rows together by the values of some expressions: an aggregate or a window. Whole groups of it can
 * be computed alone, those with some values of {@code by}.
 *
 * @param by those of its expressions that changed rows tell, at least one
 */
record Groups(LogicalPlan operator, LogicalPlan child, List<Expression> by) {

    /** @param known tells which columns of the operator's input are */
    static Optional<Groups> of(LogicalPlan operator, KnownColumns known) {
        if (operator instanceof Aggregate aggregate) {
            return of(operator, aggregate.child(), CollectionConverters.asJava(aggregate.groupingExpressions()), known);
        }
        return operator instanceof Window window
                ? of(operator, window.child(), CollectionConverters.asJava(window.partitionSpec()), known)
                : Optional.empty();
    }

    private static Optional<Groups> of(
            LogicalPlan operator, LogicalPlan child, List<Expression> all, KnownColumns known) {
        Set<ExprId> there = known.of(child);
        List<Expression> by = all.stream()
                .filter(expression -> ValueSets.isExact(expression.dataType()))
                .filter(expression -> !Attributes.references(expression).isEmpty()
                        && there.containsAll(ids(Attributes.references(expression))))
                .toList();
        return by.isEmpty() ? Optional.empty() : Optional.of(new Groups(operator, child, by));
    }

    Set<ExprId> references() {
        return Attributes.referenceIds(by);
    }

    /**
     * The operator over the groups that rows belong to.
     *
     * @param input in the place of the operator's child, with the same columns
     * @param rows with the columns {@link #references}
     */
    LogicalPlan within(LogicalPlan input, LogicalPlan rows) {
        List<NamedExpression> values = new ArrayList<>();
        List<Expression> same = new ArrayList<>();
        for (int i = 0; i < by.size(); i++) {
            Alias value = Attributes.alias(by.get(i), "k" + i, NamedExpression$.MODULE$.newExprId());
            values.add(value);
            same.add(new EqualNullSafe(by.get(i), value.toAttribute()));
        }
        LogicalPlan wanted = Attributes.join(input, new Project(seq(values), rows), JoinTypes.SEMI, same);
        return (LogicalPlan) operator.withNewChildren(seq(List.of(wanted)));
    }
}
