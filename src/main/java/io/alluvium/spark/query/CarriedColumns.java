package io.alluvium.spark.query;

import io.alluvium.domain.TableName;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.classic.Dataset$;
import scala.jdk.javaapi.CollectionConverters;

/** Columns of one table that go through a selection from it beside what it selects. */
public final class CarriedColumns {
    private final TableName table;
    private final List<String> names;
    private final List<Attribute> carried = new ArrayList<>();

    private CarriedColumns(TableName table, List<String> names) {
        this.table = table;
        this.names = names;
    }

    /**
     * The rows with those columns of the table, after the query's own unless the query selects all there are.
     *
     * @param rows of a query that is a {@link TableSelection} without obstacle from that table
     * @param names of columns of the content that {@link SessionQuery#reading} gave the table
     */
    public static Dataset<Row> beside(Dataset<Row> rows, TableName table, List<String> names) {
        LogicalPlan plan = new CarriedColumns(table, names)
                .carry(((org.apache.spark.sql.classic.Dataset<Row>) rows)
                        .queryExecution()
                        .analyzed());
        return Dataset$.MODULE$.ofRows((org.apache.spark.sql.classic.SparkSession) rows.sparkSession(), plan);
    }

    private LogicalPlan carry(LogicalPlan plan) {
        if (plan instanceof SubqueryAlias alias && TableSelection.isTable(alias, table)) {
            CollectionConverters.asJava(alias.output()).stream()
                    .filter(column -> names.contains(column.name()))
                    .forEach(carried::add);
            return plan;
        }
        if (plan instanceof SubqueryAlias alias) {
            return new SubqueryAlias(alias.identifier(), carry(alias.child()));
        }
        if (plan instanceof Filter filter) {
            return new Filter(filter.condition(), carry(filter.child()));
        }
        if (plan instanceof Project project) {
            LogicalPlan child = carry(project.child());
            List<NamedExpression> columns = new ArrayList<>(CollectionConverters.asJava(project.projectList()));
            carried.stream()
                    .filter(column -> columns.stream()
                            .noneMatch(selected -> selected.exprId().equals(column.exprId())))
                    .forEach(columns::add);
            return new Project(CollectionConverters.asScala(columns).toSeq(), child);
        }
        throw new IllegalArgumentException("no selection from one table: " + plan.nodeName());
    }
}
