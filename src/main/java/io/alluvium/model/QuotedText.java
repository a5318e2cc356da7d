package io.alluvium.model;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.spark.grammar.SqlText;
import io.alluvium.spark.grammar.Word;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds texts in double quotes that were meant as columns. Other databases quote names so; to Spark it is a text, the
 * same in every row, and nobody is told.
 */
public final class QuotedText {
    private QuotedText() {}

    /** Whether a model holds a text in double quotes at all, so that the columns it reads matter. */
    public static boolean isIn(Model model) {
        return conditions(model).anyMatch(sql -> !quoted(sql).isEmpty())
                || !quoted(model.sql()).isEmpty();
    }

    /**
     * Each text in double quotes that is the name of a column.
     *
     * @param inputs columns of the tables that the model reads, as far as they are known
     * @param outputs columns of the model's own table, which its rules look at, as far as they are known
     */
    public static List<Problem> problems(
            Model model, Map<TableName, ? extends Collection<String>> inputs, Collection<String> outputs) {
        List<Problem> problems = new ArrayList<>(
                problems(model.sql(), inputs, line -> new Place(model.place().file(), line)));
        Map<TableName, Collection<String>> all = new HashMap<>(inputs);
        all.put(model.name(), outputs);
        conditions(model)
                .flatMap(sql -> quoted(sql).stream())
                .flatMap(word -> problem(word, all, model.place()).stream())
                .forEach(problems::add);
        return problems;
    }

    /** Each text in double quotes of a query that is the name of a column it may have meant. */
    static List<Problem> problems(
            String sql, Map<TableName, ? extends Collection<String>> inputs, Function<Integer, Place> place) {
        return quoted(sql).stream()
                .flatMap(word -> problem(word, inputs, place.apply(word.line())).stream())
                .toList();
    }

    private static Stream<String> conditions(Model model) {
        return Stream.concat(
                model.deleteWhen().stream(),
                model.expectations().stream()
                        .flatMap(rule ->
                                rule instanceof Expectation.That that ? Stream.of(that.condition()) : Stream.empty()));
    }

    private static List<Word> quoted(String sql) {
        return sql.indexOf('"') < 0
                ? List.of()
                : new SqlText(sql)
                        .words().stream()
                                .filter(word -> word.sort() == Word.Sort.DOUBLE_QUOTED)
                                .toList();
    }

    private static Optional<Problem> problem(
            Word word, Map<TableName, ? extends Collection<String>> columns, Place place) {
        String text = word.text().substring(1, word.text().length() - 1);
        return columns.entrySet().stream()
                .filter(table -> table.getValue().stream().anyMatch(text::equalsIgnoreCase))
                .map(Map.Entry::getKey)
                .sorted()
                .findFirst()
                .map(table -> problem(word, text, table, place));
    }

    private static Problem problem(Word word, String text, TableName table, Place place) {
        return Problem.of(
                        ErrorCode.SQL_SYNTAX,
                        word.text() + " in double quotes is a text, and " + table + " has a column of that name")
                .at(place)
                .marking(word.text())
                .because("Spark quotes names in backquotes")
                .fixedBy("`" + text + "` for the column, '" + text + "' for the text");
    }

    /** Why a text in double quotes cannot stand where a name is expected. */
    static Optional<String> whyNoName(String word) {
        return word.startsWith("\"") && word.length() > 2
                ? Optional.of("Spark quotes names in backquotes: `" + word.substring(1, word.length() - 1) + "`")
                : Optional.empty();
    }
}
