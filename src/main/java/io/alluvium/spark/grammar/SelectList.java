package io.alluvium.spark.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.misc.Interval;
import org.antlr.v4.runtime.tree.ParseTree;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser;

/** Reads the SELECT list that gives a query its columns. */
final class SelectList {
    private static final int LONGEST_TEXT = 60;

    /** Expressions that Spark names after their whole text, in which there are blanks or parentheses. */
    private static final Set<String> UNNAMED = Set.of(
            "FunctionCall",
            "Cast",
            "CastByColon",
            "Any_value",
            "ArithmeticBinary",
            "ArithmeticUnary",
            "ShiftExpression",
            "Comparison",
            "LogicalBinary",
            "LogicalNot",
            "Predicated",
            "Exists",
            "SubqueryExpression",
            "SearchedCase",
            "SimpleCase",
            "TypeConstructor",
            "IntervalLiteral",
            "CurrentLike",
            "Struct",
            "RowConstructor",
            "Extract",
            "Trim",
            "Substring",
            "Position",
            "Overlay",
            "First",
            "Last",
            "Timestampadd",
            "Timestampdiff");

    /** Functions that give columns of other names than their own. */
    private static final Set<String> GENERATORS = Set.of(
            "explode",
            "explode_outer",
            "posexplode",
            "posexplode_outer",
            "inline",
            "inline_outer",
            "stack",
            "json_tuple");

    private SelectList() {}

    /** Empty where the columns come from elsewhere: VALUES, TABLE, a step after {@code |>}. */
    static List<SqlTree.Output> of(SqlBaseParser.QueryContext query) {
        return of(query.queryTerm());
    }

    private static List<SqlTree.Output> of(SqlBaseParser.QueryTermContext term) {
        if (term instanceof SqlBaseParser.SetOperationContext operation) {
            // What has no type on one side may have one on the other.
            return of(operation.left).stream()
                    .map(column -> new SqlTree.Output(
                            column.kind(), column.name(), column.text(), column.line(), Optional.empty()))
                    .toList();
        }
        return term instanceof SqlBaseParser.QueryTermDefaultContext plain ? of(plain.queryPrimary()) : List.of();
    }

    private static List<SqlTree.Output> of(SqlBaseParser.QueryPrimaryContext primary) {
        if (primary instanceof SqlBaseParser.SubqueryContext inner) {
            return of(inner.query());
        }
        if (primary instanceof SqlBaseParser.FromStmtContext from) {
            return from.fromStatement().fromStatementBody().stream()
                    .limit(1)
                    .flatMap(body -> of(body.selectClause()).stream())
                    .toList();
        }
        return primary instanceof SqlBaseParser.QueryPrimaryDefaultContext plain
                        && plain.querySpecification() instanceof SqlBaseParser.RegularQuerySpecificationContext select
                ? of(select.selectClause())
                : List.of();
    }

    private static List<SqlTree.Output> of(SqlBaseParser.SelectClauseContext select) {
        List<SqlTree.Output> columns = new ArrayList<>();
        if (select != null) {
            for (SqlBaseParser.NamedExpressionContext item :
                    select.namedExpressionSeq().namedExpression()) {
                columns.addAll(of(item));
            }
        }
        return columns;
    }

    private static List<SqlTree.Output> of(SqlBaseParser.NamedExpressionContext item) {
        ParserRuleContext expression = core(item.expression());
        if (item.name != null) {
            return List.of(column(item, SqlTree.Output.Kind.NAMED, item.name.getText(), ValueType.of(expression)));
        }
        if (item.identifierList() != null) {
            List<SqlTree.Output> columns = new ArrayList<>();
            names(item.identifierList())
                    .forEach(name -> columns.add(column(item, SqlTree.Output.Kind.NAMED, name, Optional.empty())));
            return columns;
        }
        Optional<String> own = ownName(expression);
        SqlTree.Output.Kind kind = own.isPresent()
                ? SqlTree.Output.Kind.NAMED
                : isUnnamed(expression) ? SqlTree.Output.Kind.UNNAMED : SqlTree.Output.Kind.OPEN;
        return List.of(column(item, kind, own.orElse(""), ValueType.of(expression)));
    }

    private static SqlTree.Output column(
            SqlBaseParser.NamedExpressionContext item, SqlTree.Output.Kind kind, String name, Optional<String> type) {
        return new SqlTree.Output(kind, name, text(item), item.getStart().getLine(), type);
    }

    /** The name that Spark gives to a value without one, where that is the name of a column or a number. */
    private static Optional<String> ownName(ParserRuleContext expression) {
        if (expression instanceof SqlBaseParser.ColumnReferenceContext column) {
            return Optional.of(column.getText());
        }
        if (expression instanceof SqlBaseParser.DereferenceContext field) {
            return Optional.of(field.fieldName.getText());
        }
        if (expression instanceof SqlBaseParser.CastContext cast) {
            return castName(core(cast.expression()));
        }
        if (expression instanceof SqlBaseParser.CastByColonContext cast) {
            return castName(core(cast.primaryExpression()));
        }
        return Optional.empty();
    }

    /** A cast keeps the name of a column alone. */
    private static Optional<String> castName(ParserRuleContext expression) {
        boolean isColumn = expression instanceof SqlBaseParser.ColumnReferenceContext
                || expression instanceof SqlBaseParser.DereferenceContext;
        return isColumn ? ownName(expression) : Optional.empty();
    }

    private static boolean isUnnamed(ParserRuleContext expression) {
        if (expression instanceof SqlBaseParser.FunctionCallContext call) {
            return !GENERATORS.contains(call.functionName().getText().toLowerCase(Locale.ROOT));
        }
        return UNNAMED.contains(Constructs.rule(expression));
    }

    /** Goes down to the first rule that says something: most only wrap the next one, or stand for parentheses. */
    static ParserRuleContext core(ParserRuleContext expression) {
        ParserRuleContext core = expression;
        while (true) {
            if (core instanceof SqlBaseParser.ParenthesizedExpressionContext inner) {
                core = inner.expression();
            } else if (core.getChildCount() == 1
                    && core.getChild(0) instanceof ParserRuleContext only
                    && !isEnd(core)) {
                core = only;
            } else {
                return core;
            }
        }
    }

    private static boolean isEnd(ParserRuleContext expression) {
        return expression instanceof SqlBaseParser.ColumnReferenceContext
                || expression instanceof SqlBaseParser.TypeConstructorContext
                || expression instanceof SqlBaseParser.IntervalLiteralContext;
    }

    private static List<String> names(ParseTree tree) {
        if (tree instanceof SqlBaseParser.ErrorCapturingIdentifierContext name) {
            return List.of(name.getText());
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < tree.getChildCount(); i++) {
            names.addAll(names(tree.getChild(i)));
        }
        return names;
    }

    private static String text(ParserRuleContext item) {
        String whole = item.getStart()
                .getInputStream()
                .getText(Interval.of(
                        item.getStart().getStartIndex(), item.getStop().getStopIndex()));
        String first = whole.lines().findFirst().orElse("").strip();
        return first.length() <= LONGEST_TEXT ? first : first.substring(0, LONGEST_TEXT - 1) + "…";
    }
}
