package io.alluvium.spark.change;

import static io.alluvium.spark.change.Attributes.ids;
import static io.alluvium.spark.change.Attributes.output;
import static io.alluvium.spark.change.Attributes.outputIds;
import static io.alluvium.spark.change.Attributes.seq;

import io.alluvium.domain.TableName;
import io.alluvium.spark.ValueSets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.plans.JoinType;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Distinct;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionOperation;
import org.apache.spark.sql.catalyst.plans.logical.ResolvedHint;
import org.apache.spark.sql.catalyst.plans.logical.SetOperation;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Puts the changed rows of tables in the place of the tables, so that a plan gives, in the columns that {@link
 * KnownColumns} knows, every row that it gives otherwise before the change than after it. It may give more. Where an
 * operator reads a second input, that one is given as it is after the change together with what it lost, so that rows
 * of which both sides went are found.
 */
final class TouchedRows {
    private final Occurrences changed;
    private final KnownColumns told;
    private final KnownColumns known;
    private final Images images;
    private final Former former;

    /** The rows of a table. */
    interface Images {

        /** Those that came and those that went. @param columns under whose ids to give them, as far as they are used */
        LogicalPlan changed(TableName table, List<Attribute> columns);

        /** All of them, as they were before the change. @param columns likewise */
        LogicalPlan before(TableName table, List<Attribute> columns);
    }

    TouchedRows(Occurrences changed, Images images) {
        this.changed = changed;
        this.told = new KnownColumns(changed, false);
        this.known = new KnownColumns(changed, true);
        this.images = images;
        this.former = new Former(changed, images);
    }

    /**
     * @param needed columns of the plan, all known
     * @return a plan whose columns are at least these; empty where nothing that it reads changed
     * @throws NoRuleException where an operator lets no change be followed
     */
    Optional<LogicalPlan> of(LogicalPlan plan, Set<ExprId> needed) {
        Optional<TableName> table = changed.table(plan);
        if (table.isPresent()) {
            return Optional.of(images.changed(table.get(), output(plan)));
        }
        if (!changed.isIn(plan)) {
            return Optional.empty();
        }
        if (plan instanceof Project project) {
            return projected(project, needed);
        }
        if (plan instanceof Filter filter) {
            return filtered(filter, needed);
        }
        refuseChangedSubquery(plan, CollectionConverters.asJava(plan.expressions()));
        if (plan instanceof SubqueryAlias || plan instanceof Distinct || isOrder(plan)) {
            return of(CollectionConverters.asJava(plan.children()).get(0), needed);
        }
        if (plan instanceof Window || plan instanceof Aggregate) {
            return grouped(plan, needed);
        }
        if (plan instanceof Generate generate) {
            return generated(generate, needed);
        }
        if (plan instanceof Expand expand) {
            return expanded(expand, needed);
        }
        if (plan instanceof Union || plan instanceof SetOperation) {
            return stacked(plan, needed);
        }
        if (plan instanceof Join join) {
            return new TouchedJoin(join, needed).rows();
        }
        throw new NoRuleException(Operators.name(plan), plan);
    }

    private static boolean isOrder(LogicalPlan plan) {
        return plan instanceof Sort || plan instanceof RepartitionOperation || plan instanceof ResolvedHint;
    }

    private void refuseChangedSubquery(LogicalPlan plan, List<Expression> expressions) {
        if (expressions.stream().anyMatch(changed::isIn)) {
            throw new NoRuleException("a subquery whose one answer holds for every row", plan);
        }
    }

    /** What the groups of changed rows are, where these alone do not tell what is needed: as they are, and as they were. */
    private Optional<LogicalPlan> grouped(LogicalPlan plan, Set<ExprId> needed) {
        LogicalPlan child = CollectionConverters.asJava(plan.children()).get(0);
        if (known.ofRows(plan).containsAll(needed)) {
            return plan instanceof Aggregate aggregate
                    ? computed(CollectionConverters.asJava(aggregate.aggregateExpressions()), child, needed)
                    : of(child, needed);
        }
        Groups groups = Groups.of(plan, known)
                .orElseThrow(() -> new NoRuleException("a group that no changed row tells", plan));
        return of(child, groups.references()).map(rows -> {
            List<NamedExpression> columns = output(plan).stream()
                    .filter(column -> needed.contains(column.exprId()))
                    .map(NamedExpression.class::cast)
                    .toList();
            return Attributes.union(List.of(
                    new Project(seq(columns), groups.within(child, rows)),
                    new Project(seq(columns), groups.within(former.plan(child), rows))));
        });
    }

    private Optional<LogicalPlan> computed(List<NamedExpression> expressions, LogicalPlan child, Set<ExprId> needed) {
        List<NamedExpression> wanted = expressions.stream()
                .filter(expression -> needed.contains(expression.exprId()))
                .toList();
        Set<ExprId> read = new HashSet<>();
        wanted.forEach(expression -> read.addAll(ids(Attributes.references((Expression) expression))));
        return of(child, read).map(rows -> new Project(seq(wanted), rows));
    }

    private Optional<LogicalPlan> projected(Project project, Set<ExprId> needed) {
        List<NamedExpression> all = CollectionConverters.asJava(project.projectList());
        List<Expression> asking = all.stream()
                .filter(expression -> changed.isIn((Expression) expression))
                .map(expression -> expression instanceof Alias alias ? alias.child() : (Expression) expression)
                .toList();
        refuseChangedSubquery(
                project,
                asking.stream()
                        .filter(expression -> !ValueSets.isExact(expression.dataType()))
                        .toList());
        List<NamedExpression> wanted = all.stream()
                .filter(expression -> needed.contains(expression.exprId()))
                .toList();
        return decided(
                project, asking, new Project(seq(wanted), project.child()), computed(all, project.child(), needed));
    }

    /** A condition on what is neither told nor needed is left out: it would only keep rows out. */
    private Optional<LogicalPlan> filtered(Filter filter, Set<ExprId> needed) {
        Map<Boolean, List<Expression>> asking =
                Attributes.conjuncts(filter.condition()).stream().collect(Collectors.partitioningBy(changed::isIn));
        List<Expression> others = asking.getOrDefault(false, List.of());
        Set<ExprId> there = told.of(filter.child());
        there.addAll(needed);
        List<Expression> usable = others.stream()
                .filter(condition -> there.containsAll(ids(Attributes.references(condition))))
                .toList();
        Set<ExprId> read = new HashSet<>(needed);
        read.addAll(Attributes.referenceIds(usable));
        List<NamedExpression> wanted = output(filter).stream()
                .filter(column -> needed.contains(column.exprId()))
                .map(NamedExpression.class::cast)
                .toList();
        return decided(
                filter,
                asking.getOrDefault(true, List.of()),
                new Project(seq(wanted), where(others, filter.child())),
                of(filter.child(), read).map(rows -> where(usable, rows)));
    }

    private static LogicalPlan where(List<Expression> conditions, LogicalPlan rows) {
        return conditions.isEmpty() ? rows : new Filter(Attributes.all(conditions), rows);
    }

    /**
     * Rows that changed, and of the others those for which something comes out otherwise, since a subquery that is asked
     * once for all rows has another answer than before.
     *
     * @param asking what in the plan asks such subqueries
     * @param all of what is needed, over rows as they are
     * @param rows of what is needed, those that changed
     */
    private Optional<LogicalPlan> decided(
            LogicalPlan plan, List<Expression> asking, Project all, Optional<LogicalPlan> rows) {
        if (asking.isEmpty()) {
            return rows;
        }
        refuseChangedSubquery(
                plan,
                asking.stream()
                        .filter(expression -> !former.hasAnswersAlone(expression))
                        .toList());
        Expression otherwise =
                asking.stream().map(former::differs).reduce(Or::new).orElseThrow();
        List<LogicalPlan> parts = new ArrayList<>();
        rows.ifPresent(found -> parts.add(new Project(seq(List.<NamedExpression>copyOf(output(all))), found)));
        parts.add(new Project(all.projectList(), new Filter(otherwise, all.child())));
        return Optional.of(Attributes.union(parts));
    }

    private Optional<LogicalPlan> generated(Generate generate, Set<ExprId> needed) {
        Set<ExprId> asked = ids(Attributes.references((Expression) generate.generator()));
        if (!known.of(generate.child()).containsAll(asked)) {
            throw new NoRuleException("a list that is made of what only all rows tell", generate);
        }
        asked.addAll(Attributes.of(generate.child(), needed));
        return of(generate.child(), asked)
                .map(rows -> new Generate(
                        generate.generator(),
                        seq(List.of()),
                        generate.outer(),
                        generate.qualifier(),
                        generate.generatorOutput(),
                        rows));
    }

    private Optional<LogicalPlan> expanded(Expand expand, Set<ExprId> needed) {
        List<Attribute> columns = output(expand);
        List<Integer> places = IntStream.range(0, columns.size())
                .filter(place -> needed.contains(columns.get(place).exprId()))
                .boxed()
                .toList();
        List<Seq<Expression>> projections = new ArrayList<>();
        Set<ExprId> read = new HashSet<>();
        for (Seq<Expression> projection : CollectionConverters.asJava(expand.projections())) {
            List<Expression> kept = places.stream().map(projection::apply).toList();
            read.addAll(Attributes.referenceIds(kept));
            projections.add(seq(kept));
        }
        List<Attribute> output = places.stream().map(columns::get).toList();
        return of(expand.child(), read).map(rows -> new Expand(seq(projections), seq(output), rows));
    }

    /** A row that comes to a UNION or to either side of an INTERSECT or EXCEPT touches the rows that are equal to it. */
    private Optional<LogicalPlan> stacked(LogicalPlan plan, Set<ExprId> needed) {
        List<Attribute> columns = output(plan);
        List<LogicalPlan> parts = new ArrayList<>();
        for (LogicalPlan child : CollectionConverters.asJava(plan.children())) {
            List<NamedExpression> selected = new ArrayList<>();
            Set<ExprId> read = new HashSet<>();
            for (int i = 0; i < columns.size(); i++) {
                if (needed.contains(columns.get(i).exprId())) {
                    Attribute own = output(child).get(i);
                    read.add(own.exprId());
                    selected.add(Attributes.as(own, columns.get(i)));
                }
            }
            of(child, read).ifPresent(rows -> parts.add(new Project(seq(selected), rows)));
        }
        return Optional.of(Attributes.union(parts));
    }

    /** One join, of which either side or both change. */
    private final class TouchedJoin {
        private final Join join;
        private final Set<ExprId> needed;
        private final List<Expression> usable;
        private final Optional<LogicalPlan> left;
        private final Optional<LogicalPlan> right;

        TouchedJoin(Join join, Set<ExprId> needed) {
            this.join = join;
            this.needed = needed;
            this.usable = usable();
            Set<ExprId> read = new HashSet<>(needed);
            read.addAll(Attributes.referenceIds(usable));
            this.left = of(join.left(), Attributes.of(join.left(), read));
            this.right = of(join.right(), Attributes.of(join.right(), read));
        }

        /** The parts of the condition whose columns are known. Were none of its equalities among them, each row would meet all. */
        private List<Expression> usable() {
            List<Expression> all = join.condition().isDefined()
                    ? Attributes.conjuncts(join.condition().get())
                    : List.of();
            boolean hasEquality = all.stream().anyMatch(Attributes::isEquality);
            for (KnownColumns columns : List.of(told, known)) {
                Set<ExprId> there = columns.of(join.left());
                there.addAll(columns.of(join.right()));
                there.addAll(needed);
                List<Expression> usable = all.stream()
                        .filter(condition -> there.containsAll(ids(Attributes.references(condition))))
                        .toList();
                if (!hasEquality || usable.stream().anyMatch(Attributes::isEquality)) {
                    return usable;
                }
            }
            throw new NoRuleException("a join by what only all rows of an input tell", join);
        }

        Optional<LogicalPlan> rows() {
            List<LogicalPlan> parts = new ArrayList<>();
            if (JoinTypes.isOfLeft(join.joinType())) {
                left.ifPresent(rows -> parts.add(selected(rows, Set.of())));
                right.ifPresent(rows -> parts.add(
                        selected(met(KnownValues.meeting(join.left(), rows, usable), rows, JoinTypes.SEMI), Set.of())));
            } else {
                left.ifPresent(rows -> pad(parts, rows, join.right(), both(join.right(), right), true));
                right.ifPresent(rows -> pad(parts, rows, join.left(), join.left(), false));
            }
            return Optional.of(Attributes.union(parts));
        }

        /**
         * The rows that changed ones of a side meet, or met; and what an outer join gives where the one or the other meets
         * none. Where nothing of the others is needed, whether there are any is not asked.
         */
        private void pad(
                List<LogicalPlan> parts, LogicalPlan rows, LogicalPlan side, LogicalPlan others, boolean isLeft) {
            LogicalPlan own = isLeft ? join.left() : join.right();
            boolean keepsOwn = isLeft ? JoinTypes.padsRight(join.joinType()) : JoinTypes.padsLeft(join.joinType());
            boolean keepsOthers = isLeft ? JoinTypes.padsLeft(join.joinType()) : JoinTypes.padsRight(join.joinType());
            boolean tellsAll = !keepsOthers && Attributes.of(side, needed).isEmpty();
            if (keepsOwn || tellsAll) {
                parts.add(selected(rows, outputIds(side)));
            }
            if (tellsAll) {
                return;
            }
            LogicalPlan meeting = KnownValues.meeting(others, rows, usable);
            LogicalPlan met = isLeft ? met(rows, meeting, JoinTypes.INNER) : met(meeting, rows, JoinTypes.INNER);
            parts.add(selected(met, Set.of()));
            if (keepsOthers && !Attributes.of(own, needed).isEmpty()) {
                parts.add(selected(met, outputIds(own)));
            }
        }

        /** A side as it is after the change, and what of it changed, so what it was before too. */
        private LogicalPlan both(LogicalPlan side, Optional<LogicalPlan> touched) {
            if (touched.isEmpty()) {
                return side;
            }
            List<NamedExpression> columns = new ArrayList<>();
            output(side).stream()
                    .filter(column -> outputIds(touched.get()).contains(column.exprId()))
                    .forEach(columns::add);
            return Attributes.union(List.of(new Project(seq(columns), side), new Project(seq(columns), touched.get())));
        }

        private LogicalPlan met(LogicalPlan one, LogicalPlan other, JoinType type) {
            return Attributes.join(one, other, type, usable);
        }

        /** @param missing columns that are null in these rows, as in those that meet no other */
        private LogicalPlan selected(LogicalPlan rows, Set<ExprId> missing) {
            List<NamedExpression> columns = new ArrayList<>();
            for (Attribute column : output(join)) {
                if (needed.contains(column.exprId())) {
                    columns.add(
                            missing.contains(column.exprId())
                                    ? Attributes.as(Literal$.MODULE$.create(null, column.dataType()), column)
                                    : column);
                }
            }
            return new Project(seq(columns), rows);
        }
    }
}
