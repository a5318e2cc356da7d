package io.alluvium.model;

import io.alluvium.domain.Place;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.spark.grammar.SqlTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

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

    /** What is wrong with the key, the rules and the history of a model. */
    public List<Problem> problems(Model model) {
        return problems(model.strategy(), model.key(), model.expectations(), key -> model.place());
    }

    /** @param place of a key of the front matter */
    List<Problem> problems(
            Strategy strategy, List<String> key, List<Expectation> rules, Function<String, Place> place) {
        List<Problem> problems = new ArrayList<>();
        unknown(key, List.of()).forEach(column -> problems.add(problem("the key", column, place.apply("key"))));
        for (Expectation rule : rules) {
            List<String> named = rule instanceof Expectation.NotNull notNull
                    ? notNull.columns()
                    : rule instanceof Expectation.Unique unique ? unique.columns() : List.of();
            unknown(named, strategy.added())
                    .forEach(column -> problems.add(problem("the rule " + rule.name(), column, rule.place())));
        }
        if (strategy instanceof Strategy.Apply apply) {
            apply.history().ifPresent(history -> problems.addAll(problems(history, place)));
        }
        return problems;
    }

    private List<Problem> problems(Strategy.History history, Function<String, Place> place) {
        List<Problem> problems = new ArrayList<>();
        unknown(history.tracked(), List.of())
                .forEach(column -> problems.add(problem("track_history", column, place.apply("track_history"))));
        clash(Strategy.History.VALID_FROM, history.from(), place).ifPresent(problems::add);
        clash(Strategy.History.VALID_TO, history.to(), place).ifPresent(problems::add);
        return problems;
    }

    private Optional<Problem> clash(String key, String name, Function<String, Place> place) {
        return given.stream()
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .map(column -> Problem.of(
                                ErrorCode.FRONT_MATTER, "the SELECT gives a column " + column + ", and so does history")
                        .at(place.apply(key))
                        .marking(key)
                        .because("stored_as = scd2 adds the two times of a row")
                        .fixedBy("name it otherwise, for example " + key + " = known_" + key.replace("valid_", "")));
    }

    /** The comments of columns: one that belongs to none would be dropped without a word. */
    List<Problem> comments(Model model) {
        return unknown(List.copyOf(model.columns().keySet()), model.strategy().added()).stream()
                .map(column -> problem(model.name() + ": a comment under columns", column, model.place()))
                .toList();
    }

    /** @param added columns that there are beside the given */
    private List<String> unknown(List<String> columns, List<String> added) {
        return columns.stream()
                .filter(column -> Stream.concat(given.stream(), added.stream()).noneMatch(column::equalsIgnoreCase))
                .toList();
    }

    private Problem problem(String what, String column, Place place) {
        return Problem.of(ErrorCode.UNKNOWN_COLUMN, what + " names a column that the SELECT does not give: " + column)
                .at(place)
                .marking(column)
                .didYouMean(DidYouMean.amongNames(given, column));
    }
}
