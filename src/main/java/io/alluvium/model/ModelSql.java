package io.alluvium.model;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.spark.SparkLine;
import io.alluvium.spark.grammar.Mention;
import io.alluvium.spark.grammar.SqlSyntaxException;
import io.alluvium.spark.grammar.SqlText;
import io.alluvium.spark.grammar.SqlTree;
import io.alluvium.spark.grammar.Word;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads the query of one model and the conditions of its front matter. */
final class ModelSql {
    private final String file;
    private final Set<TableName> known;
    private final List<Problem> problems;

    ModelSql(String file, Set<TableName> known, List<Problem> problems) {
        this.file = file;
        this.known = known;
        this.problems = problems;
    }

    /** What the query reads. */
    record Query(String sql, List<Model.Read> reads, Set<String> parameters, List<SqlTree.Output> outputs) {}

    /** Empty where the text is not one query that can be parsed. */
    Optional<Query> query(String sql, Strategy strategy) {
        SqlText text = new SqlText(sql);
        List<Word> words = text.words();
        boolean isTemplate = new TemplateTags(this::place, known, problems).refuse(sql, words);
        if (isTemplate || !isOneQuery(sql, words)) {
            return Optional.empty();
        }
        refuseSubstitutions(words);
        return parsed(text::statement, this::place)
                .filter(tree -> isQuery(tree, words.get(0)))
                .map(tree -> {
                    MentionReader reader = new MentionReader(this::place, known, problems).read(tree);
                    if (!(strategy instanceof Strategy.Full)) {
                        problems.addAll(reader.unsteady());
                    }
                    if (strategy instanceof Strategy.Apply) {
                        new ApplyShape(this::place, problems).check(tree);
                    }
                    if (strategy instanceof Strategy.Append) {
                        new AppendShape(this::place, problems).check(tree);
                    }
                    problems.addAll(ColumnRules.problems(file, tree.outputs()));
                    return new Query(
                            text.withoutClosingSemicolon(), reader.tables(), reader.parameters(), tree.outputs());
                });
    }

    /** Checks a text that is asked and not kept: what gives another answer each time does no harm. */
    void question(String sql, Map<TableName, List<String>> tables) {
        SqlText text = new SqlText(sql);
        List<Word> words = text.words();
        if (new TemplateTags(this::place, known, problems).refuse(sql, words)) {
            return;
        }
        refuseSubstitutions(words);
        parsed(text::statement, this::place).ifPresent(tree -> {
            if (tree.isQuery()) {
                Map<TableName, List<String>> read = new HashMap<>(tables);
                read.keySet()
                        .retainAll(new MentionReader(this::place, known, problems)
                                .read(tree).tables().stream()
                                        .map(Model.Read::table)
                                        .toList());
                problems.addAll(QuotedText.problems(sql, read, this::place));
            } else {
                problems.add(Problem.of(ErrorCode.USAGE, "only a query can be asked, and this is none")
                        .because("tables are written by runs alone")
                        .fixedBy("write a SELECT"));
            }
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
        Optional<SqlTree> parsed = parsed(new SqlText(sql)::expression, line -> where);
        if (parsed.isEmpty()) {
            return Set.of();
        }
        SqlTree expression = parsed.get();
        expression
                .alias()
                .ifPresent(last -> problems.add(Problem.of(ErrorCode.SQL_SYNTAX, "a condition has no name: " + sql)
                        .at(where)
                        .marking(last)));
        Optional<String> other = otherRows(expression);
        if (other.isPresent()) {
            problems.add(Problem.of(ErrorCode.NOT_BUILT_YET, "a condition with " + other.get() + " is not built yet")
                    .at(where)
                    .because("today a condition looks at one row"));
            return Set.of();
        }
        MentionReader reader = new MentionReader(line -> where, known, problems).read(expression);
        problems.addAll(reader.unsteady().stream()
                .map(problem -> problem.because("a condition gives the same answer each time"))
                .toList());
        return reader.parameters();
    }

    /** What in a condition looks at more than one row. */
    private static Optional<String> otherRows(SqlTree condition) {
        if (condition.mentions(Mention.Kind.QUERY)) {
            return Optional.of("a subquery");
        }
        if (condition.mentions(Mention.Kind.WINDOW)) {
            return Optional.of("a window");
        }
        return condition.mentions().stream().anyMatch(ApplyShape::isAggregate)
                ? Optional.of("an aggregate")
                : Optional.empty();
    }

    private Place place(int line) {
        return new Place(file, line);
    }

    /** Empty where Spark's grammar refuses the text, which is told. */
    private <T> Optional<T> parsed(Supplier<T> parsing, Function<Integer, Place> where) {
        try {
            return Optional.of(parsing.get());
        } catch (SqlSyntaxException e) {
            Problem problem = Problem.of(ErrorCode.SQL_SYNTAX, String.valueOf(e.getMessage()))
                    .at(where.apply(e.line()));
            problem = e.word().map(problem::marking).orElse(problem);
            Optional<String> reason =
                    e.reason().or(() -> e.word().flatMap(QuotedText::whyNoName)).or(SparkLine::olderGrammar);
            problems.add(reason.map(problem::because).orElse(problem));
            return Optional.empty();
        }
    }

    private boolean isOneQuery(String sql, List<Word> words) {
        if (words.stream().allMatch(word -> word.sort() == Word.Sort.SEMICOLON)) {
            problems.add(Problem.of(ErrorCode.NOT_ONE_SELECT, "the file holds no SELECT")
                    .at(new Place(file, 0)));
            return false;
        }
        Word first = words.get(0);
        if (first.sort() != Word.Sort.QUERY_START) {
            refuseStart(first);
            return false;
        }
        for (int i = 1; i < words.size(); i++) {
            boolean follows = words.get(i - 1).sort() == Word.Sort.SEMICOLON
                    && words.get(i).sort() != Word.Sort.SEMICOLON;
            if (follows) {
                problems.add(Problem.of(ErrorCode.NOT_ONE_SELECT, "a second statement begins here")
                        .at(place(words.get(i).line()))
                        .marking(restOfLine(sql, words.get(i)))
                        .because("a model is one SELECT"));
                return false;
            }
        }
        return true;
    }

    /** The word alone may stand on the line before. */
    private static String restOfLine(String sql, Word word) {
        return sql.substring(word.at()).lines().findFirst().orElse(word.text()).strip();
    }

    private boolean isQuery(SqlTree statement, Word first) {
        if (!statement.isQuery()) {
            refuse(ErrorCode.NOT_ONE_SELECT, first, "this statement is not a SELECT");
        }
        return statement.isQuery();
    }

    private void refuseStart(Word first) {
        String word = first.text().toUpperCase(Locale.ROOT);
        boolean isStatement = word.matches("[A-Z]+") && first.sort() != Word.Sort.IDENTIFIER;
        refuse(
                isStatement ? ErrorCode.NOT_ONE_SELECT : ErrorCode.SQL_SYNTAX,
                first,
                (isStatement ? word : "'" + first.text() + "'") + " does not begin a query");
    }

    private void refuse(ErrorCode code, Word first, String message) {
        problems.add(Problem.of(code, message)
                .at(place(first.line()))
                .marking(first.text())
                .because("a model is one SELECT; Alluvium writes its table"));
    }

    /** Spark would replace {@code ${…}} in SQL by settings and environment variables, wherever the run takes place. */
    private void refuseSubstitutions(List<Word> words) {
        for (Word word : words) {
            if (word.text().contains("${")) {
                problems.add(Problem.of(ErrorCode.SQL_SYNTAX, "${…} is not replaced in SQL")
                        .at(place(word.line()))
                        .marking("${")
                        .because("write :name and declare it under vars in project.conf"));
            }
        }
    }
}
