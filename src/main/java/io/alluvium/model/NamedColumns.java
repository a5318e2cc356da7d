package io.alluvium.model;

import io.alluvium.domain.Place;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.spark.grammar.SqlTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds columns that front matter names and that the model's query does not give. */
public final class NamedColumns {
    private final List<String> given;

    /** @param given all columns of the query */
    public NamedColumns(List<String> given) {
        this.given = List.copyOf(given);
    }

    /** Empty where the text alone does not tell which columns there are. */
    static Optional<NamedColumns> told(List<SqlTree.Output> outputs) {
        boolean isTold =
                !outputs.isEmpty() && outputs.stream().allMatch(output -> output.kind() == SqlTree.Output.Kind.NAMED);
        return isTold
                ? Optional.of(new NamedColumns(
                        outputs.stream().map(SqlTree.Output::name).toList()))
                : Optional.empty();
    }

    /** What is wrong with the key and the rules of a model. */
    public List<Problem> problems(Model model) {
        return problems(model.key(), model.place(), model.expectations());
    }

    List<Problem> problems(List<String> key, Place ofKey, List<Expectation> rules) {
        List<Problem> problems = new ArrayList<>();
        unknown(key).forEach(column -> problems.add(problem("the key", column, ofKey)));
        for (Expectation rule : rules) {
            List<String> named = rule instanceof Expectation.NotNull notNull
                    ? notNull.columns()
                    : rule instanceof Expectation.Unique unique ? unique.columns() : List.of();
            unknown(named).forEach(column -> problems.add(problem("the rule " + rule.name(), column, rule.place())));
        }
        return problems;
    }

    /** The comments of columns: one that belongs to none would be dropped without a word. */
    List<Problem> comments(Model model) {
        return unknown(List.copyOf(model.columns().keySet())).stream()
                .map(column -> problem(model.name() + ": a comment under columns", column, model.place()))
                .toList();
    }

    private List<String> unknown(List<String> columns) {
        return columns.stream()
                .filter(column -> given.stream().noneMatch(column::equalsIgnoreCase))
                .toList();
    }

    private Problem problem(String what, String column, Place place) {
        return Problem.of(ErrorCode.UNKNOWN_COLUMN, what + " names a column that the SELECT does not give: " + column)
                .at(place)
                .marking(column)
                .didYouMean(DidYouMean.amongNames(given, column));
    }
}
