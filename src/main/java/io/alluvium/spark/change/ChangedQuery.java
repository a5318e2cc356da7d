package io.alluvium.spark.change;

import io.alluvium.domain.TableName;
import io.alluvium.spark.query.SchemaQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.classic.Dataset$;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A query of which some tables change. It tells by which columns of the result touched rows can be found, and finds
 * them: when all rows of the old result that have one of the found keys are replaced by those of the new result that have
 * one, the new result is there. For that a key too many does no harm, and one too few is never given.
 *
 * <p>Why that holds for every query, and what is done for each operator, says docs/adr/0037.
 */
public final class ChangedQuery {
    private final LogicalPlan plan;
    private final Occurrences changed;
    private final List<Attribute> key;
    private final Optional<Obstacle> obstacle;

    private ChangedQuery(LogicalPlan plan, Tables tables) {
        this.plan = PlainPlan.of(plan);
        this.changed = new Occurrences(tables.changed());
        List<Attribute> columns = new ArrayList<>();
        Optional<Obstacle> found = Optional.empty();
        try {
            columns.addAll(key(tables));
            rows(new Stubs(), columns);
        } catch (NoRuleException e) {
            found = Optional.of(e.obstacle());
        }
        this.key = List.copyOf(columns);
        this.obstacle = found;
    }

    /** Columns that changed rows tell, or else what has to be computed of their groups. */
    private List<Attribute> key(Tables tables) {
        ResultKey key = new ResultKey(plan, new Occurrences(tables.all()));
        KnownColumns told = new KnownColumns(changed, false);
        KnownColumns known = new KnownColumns(changed, true);
        for (Set<ExprId> columns : List.of(told.of(plan), known.beneath(plan), known.of(plan))) {
            List<Attribute> found = key.columns(columns, tables.keys(), tables.declared());
            if (!found.isEmpty()) {
                return found;
            }
        }
        throw key.missing();
    }

    /** Tables without rows, to see whether there are rules for all that the query does. */
    private static final class Stubs implements TouchedRows.Images {
        @Override
        public LogicalPlan changed(TableName table, List<Attribute> columns) {
            return new LocalRelation(Attributes.seq(columns), Attributes.seq(List.of()), false, Option.empty());
        }

        @Override
        public LogicalPlan before(TableName table, List<Attribute> columns) {
            return changed(table, columns);
        }
    }

    /**
     * What is known of the tables that a query reads.
     *
     * @param all of them
     * @param changed those whose rows change
     * @param keys columns that identify a table's rows, where somebody knows
     * @param declared columns that identify a row of the result, where somebody says so
     */
    public record Tables(
            Set<TableName> all, Set<TableName> changed, Map<TableName, List<String>> keys, List<String> declared) {
        public Tables {
            all = Set.copyOf(all);
            changed = Set.copyOf(changed);
            keys = Map.copyOf(keys);
            declared = List.copyOf(declared);
        }
    }

    /** Of a query in a session. */
    public static ChangedQuery of(Dataset<Row> rows, Tables tables) {
        return new ChangedQuery(rows.queryExecution().analyzed(), tables);
    }

    /** Of a query over tables of which the columns are known. It answers, and finds no rows. */
    public static ChangedQuery of(SchemaQuery query, Tables tables) {
        return new ChangedQuery(query.analyzed(), tables);
    }

    /** Why changes cannot be followed; empty where they can. */
    public Optional<Obstacle> obstacle() {
        return obstacle;
    }

    /** The columns of the result by which its rows are replaced; empty where there is an obstacle. */
    public List<String> key() {
        return obstacle.isPresent()
                ? List.of()
                : key.stream().map(Attribute::name).toList();
    }

    /** How changes are followed, operator by operator; as far as there are rules. */
    public List<Rule> rules() {
        return Rules.of(plan, changed);
    }

    /** The columns of a table on which the result depends. */
    public Set<String> columns(TableName table) {
        return AskedColumns.of(plan, changed).getOrDefault(table, Set.of());
    }

    /**
     * The keys of touched rows; one may come many times.
     *
     * @param changes of each changed table the rows that came and those that went, with at least {@link #columns}
     * @param before gives all rows of a changed table as they were; asked only where groups have to be computed as they were
     * @return the columns {@link #key}
     */
    public Dataset<Row> touched(Map<TableName, Dataset<Row>> changes, Function<TableName, Dataset<Row>> before) {
        LogicalPlan found = rows(
                new TouchedRows.Images() {
                    @Override
                    public LogicalPlan changed(TableName table, List<Attribute> columns) {
                        return named(Objects.requireNonNull(changes.get(table), table::toString), columns);
                    }

                    @Override
                    public LogicalPlan before(TableName table, List<Attribute> columns) {
                        return named(before.apply(table), columns);
                    }
                },
                key);
        Dataset<Row> any = changes.values().iterator().next();
        return Dataset$.MODULE$.ofRows((org.apache.spark.sql.classic.SparkSession) any.sparkSession(), found);
    }

    private LogicalPlan rows(TouchedRows.Images images, List<Attribute> columns) {
        return new TouchedRows(changed, images)
                .of(plan, Attributes.ids(columns))
                .<LogicalPlan>map(rows -> new Project(Attributes.seq(List.<NamedExpression>copyOf(columns)), rows))
                .orElseThrow(() -> new IllegalArgumentException("nothing that the query reads changes"));
    }

    /** Rows' columns under the ids that a table's have where it is read; null in those on which nothing depends. */
    private static LogicalPlan named(Dataset<Row> rows, List<Attribute> output) {
        LogicalPlan change = ((org.apache.spark.sql.classic.Dataset<Row>) rows).logicalPlan();
        List<NamedExpression> columns = new ArrayList<>();
        for (Attribute column : output) {
            columns.add(CollectionConverters.asJava(change.output()).stream()
                    .filter(own -> own.name().equals(column.name()))
                    .findFirst()
                    .map(own -> Attributes.as(own, column))
                    .orElseGet(() -> Attributes.as(Literal.create(null, column.dataType()), column)));
        }
        return new Project(Attributes.seq(columns), change);
    }
}
