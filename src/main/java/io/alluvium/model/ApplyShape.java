package io.alluvium.model;

import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser;

/**
 * An apply model turns each row version of one raw table into one row, by itself: only then may the changed keys alone be
 * computed. Refuses what looks at other rows.
 */
final class ApplyShape {
    private final Function<Integer, Place> place;
    private final List<Problem> problems;
    private final Set<String> said = new HashSet<>();

    ApplyShape(Function<Integer, Place> place, List<Problem> problems) {
        this.place = place;
        this.problems = problems;
    }

    void check(ParserRuleContext statement) {
        check(statement, 0);
    }

    static boolean holdsQuery(ParseTree tree) {
        if (tree instanceof SqlBaseParser.QueryContext) {
            return true;
        }
        for (int i = 0; i < tree.getChildCount(); i++) {
            if (holdsQuery(tree.getChild(i))) {
                return true;
            }
        }
        return false;
    }

    private void check(ParseTree tree, int depth) {
        int below = tree instanceof SqlBaseParser.QueryContext ? depth + 1 : depth;
        if (tree instanceof ParserRuleContext context) {
            foreign(context, below)
                    .filter(said::add)
                    .ifPresent(
                            what -> problems.add(Problem.of(ErrorCode.APPLY_SHAPE, "an apply model cannot hold " + what)
                                    .at(place.apply(context.getStart().getLine()))
                                    .marking(context.getStart().getText())
                                    .because("each row is made from one row of one raw table")
                                    .fixedBy("keep this model plain and read it from a second one")));
        }
        for (int i = 0; i < tree.getChildCount(); i++) {
            check(tree.getChild(i), below);
        }
    }

    private static Optional<String> foreign(ParserRuleContext context, int depth) {
        if (context instanceof SqlBaseParser.QueryContext) {
            return depth > 1 ? Optional.of("a subquery or WITH") : Optional.empty();
        }
        if (context instanceof SqlBaseParser.QueryOrganizationContext) {
            return context.getChildCount() > 0 ? Optional.of("ORDER BY or LIMIT") : Optional.empty();
        }
        if (context instanceof SqlBaseParser.FromClauseContext from
                && from.relation().size() > 1) {
            return Optional.of("a join");
        }
        if (context instanceof SqlBaseParser.FunctionNameContext function && isAggregate(function)) {
            return Optional.of("an aggregate");
        }
        return kinds(context);
    }

    private static Optional<String> kinds(ParserRuleContext context) {
        if (context instanceof SqlBaseParser.SetOperationContext) {
            return Optional.of("UNION, INTERSECT or EXCEPT");
        }
        if (context instanceof SqlBaseParser.AggregationClauseContext
                || context instanceof SqlBaseParser.HavingClauseContext) {
            return Optional.of("GROUP BY or HAVING");
        }
        if (context instanceof SqlBaseParser.SetQuantifierContext
                && context.getParent() instanceof SqlBaseParser.SelectClauseContext) {
            return Optional.of("DISTINCT");
        }
        if (context instanceof SqlBaseParser.WindowSpecContext) {
            return Optional.of("a window");
        }
        if (context instanceof SqlBaseParser.JoinRelationContext) {
            return Optional.of("a join");
        }
        if (context instanceof SqlBaseParser.LateralViewContext
                || context instanceof SqlBaseParser.TableFunctionCallContext) {
            return Optional.of("LATERAL VIEW or a table function");
        }
        if (context instanceof SqlBaseParser.OperatorPipeStatementContext) {
            return Optional.of("|>");
        }
        boolean pivots = context instanceof SqlBaseParser.PivotClauseContext
                || context instanceof SqlBaseParser.UnpivotClauseContext;
        return pivots ? Optional.of("PIVOT or UNPIVOT") : Optional.empty();
    }

    private static boolean isAggregate(SqlBaseParser.FunctionNameContext function) {
        return Set.of("count", "sum", "avg", "mean", "min", "max", "first", "last", "collect_list", "collect_set")
                .contains(function.getText().toLowerCase(java.util.Locale.ROOT));
    }
}
