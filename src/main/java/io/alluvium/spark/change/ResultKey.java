package io.alluvium.spark.change;

import static io.alluvium.spark.change.Attributes.output;

import io.alluvium.domain.TableName;
import io.alluvium.spark.ValueSets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The columns of a result by which touched rows are replaced. Any known columns will do, for all rows with their values
 * are computed again; the fewer of them tell rows apart, the less is computed.
 */
final class ResultKey {
    private final LogicalPlan plan;
    private final Occurrences all;
    private final Map<ExprId, ExprId> origins = new HashMap<>();

    /** @param all tables, also those that do not change */
    ResultKey(LogicalPlan plan, Occurrences all) {
        this.plan = plan;
        this.all = all;
        follow(plan);
    }

    /**
     * @param known as {@link KnownColumns} gives them for the plan
     * @param keys columns that identify rows of tables, where somebody knows
     * @param declared columns that identify a row of the result, where somebody says so
     * @return empty where there are none
     */
    List<Attribute> columns(Set<ExprId> known, Map<TableName, List<String>> keys, List<String> declared) {
        List<Attribute> usable = output(plan).stream()
                .filter(column -> known.contains(column.exprId()) && ValueSets.isExact(column.dataType()))
                .filter(column -> !isConstant(column))
                .toList();
        List<Attribute> named = usable.stream()
                .filter(column -> declared.stream().anyMatch(column.name()::equalsIgnoreCase))
                .toList();
        if (!declared.isEmpty() && named.size() == declared.size()) {
            return named;
        }
        List<Attribute> identifying = identifying(usable, keys);
        return identifying.isEmpty() || known.size() < output(plan).size() ? usable : identifying;
    }

    /** Those that are whole keys of tables. */
    private List<Attribute> identifying(List<Attribute> usable, Map<TableName, List<String>> keys) {
        Map<ExprId, Attribute> byOrigin = new HashMap<>();
        usable.forEach(column -> byOrigin.putIfAbsent(origin(column.exprId()), column));
        Set<Attribute> identifying = new LinkedHashSet<>();
        identify(plan, keys, byOrigin, identifying);
        return List.copyOf(identifying);
    }

    private void identify(
            LogicalPlan node,
            Map<TableName, List<String>> keys,
            Map<ExprId, Attribute> byOrigin,
            Set<Attribute> identifying) {
        Optional<TableName> table = all.table(node);
        if (table.isEmpty()) {
            CollectionConverters.asJava(node.children()).forEach(child -> identify(child, keys, byOrigin, identifying));
            return;
        }
        List<String> key = keys.getOrDefault(table.get(), List.of());
        List<Attribute> found = new ArrayList<>();
        output(node).stream()
                .filter(column -> key.contains(column.name()) && byOrigin.containsKey(column.exprId()))
                .forEach(column -> found.add(byOrigin.get(column.exprId())));
        if (!key.isEmpty() && found.size() == key.size()) {
            identifying.addAll(found);
        }
    }

    private void follow(LogicalPlan node) {
        List<NamedExpression> expressions = node instanceof Project project
                ? CollectionConverters.asJava(project.projectList())
                : node instanceof Aggregate aggregate
                        ? CollectionConverters.asJava(aggregate.aggregateExpressions())
                        : List.of();
        for (NamedExpression expression : expressions) {
            if (expression instanceof Alias alias && alias.child() instanceof Attribute attribute) {
                origins.put(alias.exprId(), attribute.exprId());
            }
        }
        CollectionConverters.asJava(node.children()).forEach(this::follow);
    }

    private ExprId origin(ExprId column) {
        ExprId id = column;
        while (origins.containsKey(id)) {
            id = origins.get(id);
        }
        return id;
    }

    private boolean isConstant(Attribute column) {
        return isConstant(plan, origin(column.exprId()));
    }

    private static boolean isConstant(LogicalPlan node, ExprId column) {
        return CollectionConverters.asJava(node.expressions()).stream()
                        .anyMatch(expression -> expression instanceof Alias alias
                                && alias.exprId().equals(column)
                                && alias.child().foldable())
                || CollectionConverters.asJava(node.children()).stream().anyMatch(child -> isConstant(child, column));
    }

    /** Why there are none. */
    NoRuleException missing() {
        Optional<LogicalPlan> window = find(plan, Window.class)
                .filter(node -> ((Window) node).partitionSpec().isEmpty());
        if (window.isPresent()) {
            return new NoRuleException("a window without PARTITION BY", window.get());
        }
        Optional<LogicalPlan> whole = find(plan, Aggregate.class)
                .filter(node -> ((Aggregate) node).groupingExpressions().isEmpty());
        return whole.map(node -> new NoRuleException("an aggregate of all rows", node))
                .orElseGet(() -> new NoRuleException("no selected column tells which rows a change touches", plan));
    }

    private static Optional<LogicalPlan> find(LogicalPlan node, Class<? extends LogicalPlan> type) {
        return type.isInstance(node)
                ? Optional.of(node)
                : CollectionConverters.asJava(node.children()).stream()
                        .flatMap(child -> find(child, type).stream())
                        .findFirst();
    }
}
