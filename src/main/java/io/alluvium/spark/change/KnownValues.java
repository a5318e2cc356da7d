package io.alluvium.spark.change;

import static io.alluvium.spark.change.Attributes.output;

import io.alluvium.spark.ValueSets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.InSet;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Which values a column of few rows has, where the driver holds the rows: what is joined with them is held against the
 * values first, by which, unlike by a join, files and parts of files are skipped.
 */
final class KnownValues {
    private static final int MOST = 10_000;

    private KnownValues() {}

    /**
     * Those rows of a side of an inner or semi join that can meet a row of the other. The others are left out as far as a
     * column of the condition tells.
     *
     * @param conditions of the join
     */
    static LogicalPlan meeting(LogicalPlan side, LogicalPlan other, List<Expression> conditions) {
        List<Expression> filters = new ArrayList<>();
        for (Expression condition : conditions) {
            if (condition instanceof EqualTo equal
                    && equal.left() instanceof AttributeReference left
                    && equal.right() instanceof AttributeReference right
                    && ValueSets.isExact(left.dataType())
                    && left.dataType().equals(right.dataType())) {
                boolean isLeft = Attributes.outputIds(side).contains(left.exprId());
                values(other, isLeft ? right.exprId() : left.exprId())
                        .ifPresent(values -> filters.add(new InSet(
                                isLeft ? left : right,
                                CollectionConverters.asScala(values).toSet())));
            }
        }
        return filters.isEmpty() ? side : new Filter(Attributes.all(filters), side);
    }

    /** All that the column's values in the rows are among, less null. */
    private static Optional<Set<Object>> values(LogicalPlan rows, ExprId column) {
        if (rows instanceof LocalRelation local) {
            return values(local, column);
        }
        if (rows instanceof Filter || rows instanceof SubqueryAlias) {
            return values(CollectionConverters.asJava(rows.children()).get(0), column);
        }
        return rows instanceof Project project
                ? beneath(project, column).flatMap(own -> values(project.child(), own))
                : Optional.empty();
    }

    private static Optional<ExprId> beneath(Project project, ExprId column) {
        for (NamedExpression expression : CollectionConverters.asJava(project.projectList())) {
            if (expression.exprId().equals(column)) {
                Expression value = expression instanceof Alias alias ? alias.child() : (Expression) expression;
                return value instanceof AttributeReference reference
                        ? Optional.of(reference.exprId())
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static Optional<Set<Object>> values(LocalRelation local, ExprId column) {
        List<Attribute> columns = output(local);
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).exprId().equals(column)) {
                Set<Object> values = new HashSet<>();
                for (InternalRow row : CollectionConverters.asJava(local.data())) {
                    if (!row.isNullAt(i)) {
                        values.add(row.get(i, columns.get(i).dataType()));
                    }
                }
                return values.size() <= MOST ? Optional.of(values) : Optional.empty();
            }
        }
        return Optional.empty();
    }
}
