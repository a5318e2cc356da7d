package io.alluvium.spark.query;

import io.alluvium.domain.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What an analysed query makes of one table, row by row.
 *
 * @param columns of the query, in order; without origins where there is an obstacle
 * @param obstacle the first thing in the query that is neither projection nor filter over that table
 */
public record TableSelection(List<Column> columns, Optional<String> obstacle) {
    /**
     * A column of the query.
     *
     * @param origin the table's column that it is, unchanged
     */
    public record Column(String name, Optional<String> origin) {}

    public TableSelection {
        columns = List.copyOf(columns);
    }

    /** @param rows of a query in which {@link SessionQuery#reading} gave the table its content */
    public static TableSelection of(Dataset<Row> rows, TableName table) {
        return new Trace(table).of(rows.queryExecution().analyzed());
    }

    static boolean isTable(SubqueryAlias alias, TableName table) {
        return alias.alias().equals(table.name())
                && CollectionConverters.asJava(alias.identifier().qualifier())
                        .contains(table.layer().label());
    }

    /** Follows columns from the query down to the table. */
    private static final class Trace {
        private final TableName table;
        private final Map<ExprId, ExprId> origins = new HashMap<>();
        private final Map<ExprId, String> tableColumns = new HashMap<>();

        Trace(TableName table) {
            this.table = table;
        }

        TableSelection of(LogicalPlan analyzed) {
            Optional<String> obstacle = follow(analyzed);
            List<Column> columns = new ArrayList<>();
            for (Attribute attribute : CollectionConverters.asJava(analyzed.output())) {
                columns.add(new Column(attribute.name(), origin(attribute)));
            }
            return new TableSelection(columns, obstacle);
        }

        /** What is in the way, if anything is. */
        private Optional<String> follow(LogicalPlan plan) {
            if (!plan.subqueries().isEmpty()) {
                return Optional.of("subquery");
            }
            if (plan instanceof SubqueryAlias alias && isTable(alias, table)) {
                CollectionConverters.asJava(alias.child().output())
                        .forEach(attribute -> tableColumns.put(attribute.exprId(), attribute.name()));
                return Optional.empty();
            }
            if (plan instanceof Project project) {
                CollectionConverters.asJava(project.projectList()).forEach(this::remember);
                return follow(project.child());
            }
            if (plan instanceof Filter filter) {
                return follow(filter.child());
            }
            return plan instanceof SubqueryAlias alias ? follow(alias.child()) : Optional.of(plan.nodeName());
        }

        private void remember(NamedExpression expression) {
            if (expression instanceof Alias alias && alias.child() instanceof Attribute attribute) {
                origins.put(alias.exprId(), attribute.exprId());
            }
        }

        private Optional<String> origin(Attribute column) {
            ExprId id = column.exprId();
            while (origins.containsKey(id)) {
                id = origins.get(id);
            }
            return Optional.ofNullable(tableColumns.get(id));
        }
    }
}
