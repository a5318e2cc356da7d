package io.alluvium.model;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser;

/** Walks a parse tree of Spark's and notes the tables, markers and unsteady functions in it. */
final class TreeReader {
    private static final Set<String> UNSTEADY = Set.of(
            "rand",
            "random",
            "randn",
            "randstr",
            "uniform",
            "uuid",
            "shuffle",
            "monotonically_increasing_id",
            "spark_partition_id",
            "input_file_name",
            "input_file_block_start",
            "input_file_block_length",
            "reflect",
            "try_reflect",
            "java_method");

    private final Function<Integer, Place> place;
    private final List<Problem> problems;
    private final Set<TableName> known;
    private final Map<TableName, Place> tables = new LinkedHashMap<>();
    private final Set<String> parameters = new LinkedHashSet<>();
    private final List<Problem> unsteady = new ArrayList<>();

    /**
     * @param place from a line of the parsed text to the place that the user knows
     * @param known tables to propose where one is not known
     */
    TreeReader(Function<Integer, Place> place, Set<TableName> known, List<Problem> problems) {
        this.place = place;
        this.known = known;
        this.problems = problems;
    }

    TreeReader read(ParserRuleContext tree) {
        visit(tree, Set.of());
        return this;
    }

    /** Every table read, with the first place that reads it, in order of reading. */
    List<Model.Read> tables() {
        return tables.entrySet().stream()
                .map(entry -> new Model.Read(entry.getKey(), entry.getValue()))
                .toList();
    }

    Set<String> parameters() {
        return parameters;
    }

    /** What gives another answer each time; whether that is allowed depends on the strategy. */
    List<Problem> unsteady() {
        return unsteady;
    }

    /** @param ctes names of the common table expressions in scope, in lower case */
    private void visit(ParseTree tree, Set<String> ctes) {
        if (!(tree instanceof ParserRuleContext context)) {
            return;
        }
        Set<String> scope = ctes;
        if (context instanceof SqlBaseParser.QueryContext query && query.ctes() != null) {
            scope = scopeOf(query.ctes(), ctes);
        }
        note(context, scope);
        for (int i = 0; i < context.getChildCount(); i++) {
            // The expressions of WITH were visited, each in its own scope, when the scope was made.
            if (!(context.getChild(i) instanceof SqlBaseParser.CtesContext)) {
                visit(context.getChild(i), scope);
            }
        }
    }

    /** A WITH expression sees those before it, and with RECURSIVE itself. */
    private Set<String> scopeOf(SqlBaseParser.CtesContext with, Set<String> outer) {
        Set<String> scope = new HashSet<>(outer);
        Set<String> own = new HashSet<>();
        for (SqlBaseParser.NamedQueryContext named : with.namedQuery()) {
            String name = named.name.getText().toLowerCase(Locale.ROOT);
            if (with.RECURSIVE() != null) {
                scope.add(name);
            }
            visit(named.query(), Set.copyOf(scope));
            scope.add(name);
            if (!own.add(name)) {
                refuse(named, ErrorCode.SQL_SYNTAX, name + " is defined twice in one WITH", "rename one of them");
            }
        }
        return scope;
    }

    private void note(ParserRuleContext context, Set<String> ctes) {
        if (context instanceof SqlBaseParser.IdentifierReferenceContext reference) {
            new TableReference(reference, place.apply(line(context)), known)
                    .resolve(ctes, problems)
                    .ifPresent(table -> tables.putIfAbsent(table, place.apply(line(context))));
        } else if (context instanceof SqlBaseParser.NamedParameterMarkerContext marker) {
            parameters.add(marker.simpleIdentifier().getText());
        } else if (context instanceof SqlBaseParser.PosParameterLiteralContext
                || context instanceof SqlBaseParser.PositionalParameterMarkerRuleContext) {
            refuse(
                    context,
                    ErrorCode.SQL_SYNTAX,
                    "the marker ? has no value here",
                    "write :name and declare it in vars");
        } else if (context instanceof SqlBaseParser.FunctionNameContext function) {
            noteFunction(function);
        } else if (context instanceof SqlBaseParser.SampleContext) {
            unsteady(context, "TABLESAMPLE");
        } else if (context instanceof SqlBaseParser.TransformClauseContext) {
            unsteady(context, "TRANSFORM … USING");
        } else if (context instanceof SqlBaseParser.TemporalClauseContext) {
            refuse(
                    context,
                    ErrorCode.NOT_BUILT_YET,
                    "reading a table AS OF a version is not built yet",
                    "a run reads each table at the version that it pins");
        } else if (context instanceof SqlBaseParser.ChangelogTableNameContext
                || context instanceof SqlBaseParser.StreamRelationContext) {
            refuse(context, ErrorCode.NOT_BUILT_YET, "reading a table's changes is not built yet", "read the table");
        }
    }

    private void noteFunction(SqlBaseParser.FunctionNameContext function) {
        String name = function.getText().toLowerCase(Locale.ROOT);
        String last = name.substring(name.lastIndexOf('.') + 1);
        if (UNSTEADY.contains(last)) {
            unsteady(function, last);
        }
    }

    private void unsteady(ParserRuleContext context, String what) {
        unsteady.add(Problem.of(ErrorCode.NON_DETERMINISTIC, what + " gives another answer each time")
                .at(place.apply(line(context)))
                .marking(context.getStart().getText())
                .because("allowed only with strategy = full"));
    }

    private void refuse(ParserRuleContext context, ErrorCode code, String message, String reason) {
        problems.add(Problem.of(code, message)
                .at(place.apply(line(context)))
                .marking(context.getStart().getText())
                .because(reason));
    }

    /** The node's own first token keeps its line; tokens that Spark rewrote lose theirs. */
    private static int line(ParserRuleContext context) {
        return context.getStart().getLine();
    }
}
