package io.alluvium.model;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.Token;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser;

/** Reads the SQL of one model: its query and the conditions of its front matter. */
final class ModelSql {
    private static final Set<Integer> QUERY_STARTS = Set.of(
            SqlBaseParser.SELECT,
            SqlBaseParser.WITH,
            SqlBaseParser.VALUES,
            SqlBaseParser.FROM,
            SqlBaseParser.TABLE,
            SqlBaseParser.MAP,
            SqlBaseParser.REDUCE,
            SqlBaseParser.LEFT_PAREN);

    private final String file;
    private final Set<TableName> known;
    private final List<Problem> problems;

    ModelSql(String file, Set<TableName> known, List<Problem> problems) {
        this.file = file;
        this.known = known;
        this.problems = problems;
    }

    /** What the query reads. */
    record Query(String sql, List<Model.Read> reads, Set<String> parameters) {}

    /** Empty where the text is not one query that can be parsed. */
    Optional<Query> query(String sql, Strategy strategy) {
        ParsedSql parsed = new ParsedSql(sql);
        if (!isOneQuery(parsed.words())) {
            return Optional.empty();
        }
        refuseSubstitutions(parsed.words());
        return parsed.tree(SqlBaseParser::compoundOrSingleStatement, this::place, problems)
                .filter(tree -> isQuery(tree, parsed))
                .map(tree -> {
                    TreeReader reader = new TreeReader(this::place, known, problems).read(tree);
                    if (strategy != Strategy.FULL) {
                        problems.addAll(reader.unsteady());
                    }
                    if (strategy == Strategy.APPLY) {
                        new ApplyShape(this::place, problems).check(tree);
                    }
                    return new Query(parsed.withoutClosingSemicolon(), reader.tables(), reader.parameters());
                });
    }

    /** The markers used in the conditions of the front matter. */
    Set<String> parametersOfConditions(FrontMatter frontMatter, Place ofDeleteWhen) {
        Set<String> parameters = new LinkedHashSet<>();
        for (Expectation expectation : frontMatter.expectations()) {
            if (expectation instanceof Expectation.That that) {
                parameters.addAll(condition(that.condition(), that.place()));
            }
        }
        frontMatter.deleteWhen().ifPresent(condition -> parameters.addAll(condition(condition, ofDeleteWhen)));
        return parameters;
    }

    private Set<String> condition(String sql, Place where) {
        Optional<SqlBaseParser.SingleExpressionContext> tree =
                new ParsedSql(sql).tree(SqlBaseParser::singleExpression, line -> where, problems);
        if (tree.isEmpty()) {
            return Set.of();
        }
        SqlBaseParser.NamedExpressionContext expression = tree.orElseThrow().namedExpression();
        if (expression.name != null || expression.identifierList() != null) {
            problems.add(Problem.of(ErrorCode.SQL_SYNTAX, "a condition has no name: " + sql)
                    .at(where)
                    .marking(expression.getStop().getText()));
        }
        if (ApplyShape.holdsQuery(expression)) {
            problems.add(Problem.of(ErrorCode.NOT_BUILT_YET, "a condition with a subquery is not built yet")
                    .at(where)
                    .because("today a condition looks at one row"));
            return Set.of();
        }
        TreeReader reader = new TreeReader(line -> where, known, problems).read(expression);
        problems.addAll(reader.unsteady().stream()
                .map(problem -> problem.because("a condition gives the same answer each time"))
                .toList());
        return reader.parameters();
    }

    private Place place(int line) {
        return new Place(file, line);
    }

    private boolean isOneQuery(List<Token> words) {
        boolean empty = words.stream().allMatch(word -> word.getType() == SqlBaseParser.SEMICOLON);
        if (empty) {
            problems.add(Problem.of(ErrorCode.NOT_ONE_SELECT, "the file holds no SELECT")
                    .at(new Place(file, 0)));
            return false;
        }
        Token first = words.get(0);
        if (!QUERY_STARTS.contains(first.getType())) {
            String word = first.getText().toUpperCase(Locale.ROOT);
            boolean isStatement = word.matches("[A-Z]+") && first.getType() != SqlBaseParser.IDENTIFIER;
            problems.add(Problem.of(
                            isStatement ? ErrorCode.NOT_ONE_SELECT : ErrorCode.SQL_SYNTAX,
                            (isStatement ? word : "'" + first.getText() + "'") + " does not begin a query")
                    .at(place(first.getLine()))
                    .marking(first.getText())
                    .because("a model is one SELECT; Alluvium writes its table"));
            return false;
        }
        for (int i = 1; i < words.size(); i++) {
            boolean follows = words.get(i - 1).getType() == SqlBaseParser.SEMICOLON
                    && words.get(i).getType() != SqlBaseParser.SEMICOLON;
            if (follows) {
                problems.add(Problem.of(ErrorCode.NOT_ONE_SELECT, "a second statement begins here")
                        .at(place(words.get(i).getLine()))
                        .marking(words.get(i).getText())
                        .because("a model is one SELECT"));
                return false;
            }
        }
        return true;
    }

    private boolean isQuery(SqlBaseParser.CompoundOrSingleStatementContext tree, ParsedSql parsed) {
        boolean isQuery = tree.singleStatement() != null
                && tree.singleStatement().statement() instanceof SqlBaseParser.StatementDefaultContext;
        if (!isQuery) {
            problems.add(Problem.of(ErrorCode.NOT_ONE_SELECT, "this statement is not a SELECT")
                    .at(place(parsed.words().get(0).getLine()))
                    .marking(parsed.words().get(0).getText())
                    .because("a model is one SELECT; Alluvium writes its table"));
        }
        return isQuery;
    }

    /** Spark would replace {@code ${…}} in SQL by settings and environment variables, wherever the run takes place. */
    private void refuseSubstitutions(List<Token> words) {
        for (Token word : words) {
            if (word.getText().contains("${")) {
                problems.add(Problem.of(ErrorCode.SQL_SYNTAX, "${…} is not replaced in SQL")
                        .at(place(word.getLine()))
                        .marking("${")
                        .because("write :name and declare it under vars in project.conf"));
            }
        }
    }
}
