package io.alluvium.model;

import io.alluvium.domain.Place;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.spark.grammar.SqlTree;
import java.util.ArrayList;
import java.util.List;

/** Finds columns in front matter that the model's SELECT does not give; says nothing where the text does not tell. */
final class NamedColumns {
    private final List<SqlTree.Output> outputs;

    NamedColumns(List<SqlTree.Output> outputs) {
        this.outputs = outputs;
    }

    /** @param ofKey where the key is written */
    List<Problem> problems(FrontMatter front, Place ofKey) {
        List<Problem> problems = new ArrayList<>();
        if (outputs.isEmpty() || outputs.stream().anyMatch(column -> column.kind() != SqlTree.Output.Kind.NAMED)) {
            return problems;
        }
        unknown(front.key()).forEach(column -> problems.add(problem("the key", column, ofKey)));
        for (Expectation rule : front.expectations()) {
            List<String> named = rule instanceof Expectation.NotNull notNull
                    ? notNull.columns()
                    : rule instanceof Expectation.Unique unique ? unique.columns() : List.of();
            unknown(named).forEach(column -> problems.add(problem("the rule " + rule.name(), column, rule.place())));
        }
        return problems;
    }

    private List<String> unknown(List<String> columns) {
        return columns.stream()
                .filter(column ->
                        outputs.stream().noneMatch(output -> output.name().equalsIgnoreCase(column)))
                .toList();
    }

    private Problem problem(String what, String column, Place place) {
        return Problem.of(ErrorCode.UNKNOWN_COLUMN, what + " names a column that the SELECT does not give: " + column)
                .at(place)
                .marking(column)
                .didYouMean(DidYouMean.amongNames(
                        outputs.stream().map(SqlTree.Output::name).toList(), column));
    }
}
