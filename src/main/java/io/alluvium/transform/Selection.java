package io.alluvium.transform;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.model.Model;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
 * The SELECT of an apply model, proved to be row by row: projections and filters over one raw table, nothing else. Only
 * then is "select from the current rows" the same as keeping the selection of each current row.
 */
final class Selection {
    private final Model model;
    private final Map<ExprId, ExprId> origins = new HashMap<>();
    private final Map<ExprId, String> rawColumns = new HashMap<>();
    private final LogicalPlan analyzed;

    private Selection(Model model, LogicalPlan analyzed) {
        this.model = model;
        this.analyzed = analyzed;
    }

    /**
     * @param rows the model's SELECT over {@code log}
     * @throws AlluviumException APPLY_SHAPE when it is more than a selection
     */
    static Selection of(Model model, Dataset<Row> rows, TableName log) {
        Selection selection = new Selection(model, rows.queryExecution().analyzed());
        selection.trace(selection.analyzed, log);
        return selection;
    }

    /**
     * The model's key: output column to raw column, in order.
     *
     * @param inherited the raw table's key, used when the model names none
     */
    Map<String, String> key(List<String> inherited) {
        Map<String, String> key = new LinkedHashMap<>();
        if (model.key().isEmpty()) {
            inherited.forEach(raw -> key.put(
                    output().stream()
                            .filter(column ->
                                    origin(column).filter(raw::equalsIgnoreCase).isPresent())
                            .findFirst()
                            .orElseThrow(() -> notSelected(raw))
                            .name(),
                    raw));
        } else {
            model.key().forEach(name -> {
                Attribute column = output().stream()
                        .filter(attribute -> attribute.name().equalsIgnoreCase(name))
                        .findFirst()
                        .orElseThrow(() -> notSelected(name));
                key.put(column.name(), origin(column).orElseThrow(() -> notSelected(name)));
            });
        }
        if (key.isEmpty()) {
            throw refused("it has no key, and the raw table it reads declares none")
                    .fixedBy("add key = [column] to the front matter or to the source's table")
                    .asException();
        }
        return key;
    }

    private void trace(LogicalPlan plan, TableName log) {
        if (!plan.subqueries().isEmpty()) {
            throw refused("it holds a subquery").asException();
        }
        if (plan instanceof SubqueryAlias alias && alias.alias().equals(log.name()) && isLog(alias, log)) {
            CollectionConverters.asJava(alias.child().output())
                    .forEach(attribute -> rawColumns.put(attribute.exprId(), attribute.name()));
        } else if (plan instanceof Project project) {
            CollectionConverters.asJava(project.projectList()).forEach(this::remember);
            trace(project.child(), log);
        } else if (plan instanceof Filter filter) {
            trace(filter.child(), log);
        } else if (plan instanceof SubqueryAlias alias) {
            trace(alias.child(), log);
        } else {
            throw refused("it holds a " + plan.nodeName()).asException();
        }
    }

    private static boolean isLog(SubqueryAlias alias, TableName log) {
        return CollectionConverters.asJava(alias.identifier().qualifier())
                .contains(log.layer().label());
    }

    private void remember(NamedExpression expression) {
        if (expression instanceof Alias alias && alias.child() instanceof Attribute attribute) {
            origins.put(alias.exprId(), attribute.exprId());
        }
    }

    private List<Attribute> output() {
        return CollectionConverters.asJava(analyzed.output());
    }

    /** The raw column that an output column is, unchanged. */
    private Optional<String> origin(Attribute column) {
        ExprId id = column.exprId();
        while (origins.containsKey(id)) {
            id = origins.get(id);
        }
        return Optional.ofNullable(rawColumns.get(id));
    }

    private AlluviumException notSelected(String column) {
        return refused("its key column " + column + " is not in the SELECT as it is in the raw table")
                .fixedBy("select " + column + " unchanged")
                .asException();
    }

    private Problem refused(String reason) {
        return Problem.of(ErrorCode.APPLY_SHAPE, model.name() + " cannot be kept by strategy = apply: " + reason)
                .at(model.place())
                .because("apply keeps a plain selection of the current rows of one raw table")
                .fixedBy("move the rest to another model, or use strategy = full");
    }
}
