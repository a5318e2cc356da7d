package io.alluvium.model;

import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.spark.grammar.Mention;
import io.alluvium.spark.grammar.SqlTree;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Refuses in an append model what makes its answer for old rows depend on new ones. Each row comes from one row of the
 * driving input and stays; with LEFT JOIN alone every row of that input is kept, whatever the others have by then.
 */
final class AppendShape {
    private final IntFunction<Place> place;
    private final List<Problem> problems;

    AppendShape(IntFunction<Place> place, List<Problem> problems) {
        this.place = place;
        this.problems = problems;
    }

    void check(SqlTree query) {
        Set<String> said = new HashSet<>();
        for (Mention mention : query.mentions()) {
            reason(mention)
                    .filter(reason -> said.add(reason.what()))
                    .ifPresent(reason -> problems.add(
                            Problem.of(ErrorCode.APPEND_SHAPE, "an append model cannot hold " + reason.what())
                                    .at(place.apply(mention.line()))
                                    .marking(mention.word())
                                    .because(reason.why())
                                    .fixedBy(reason.fix())));
        }
    }

    private record Reason(String what, String why, String fix) {}

    private static Optional<Reason> reason(Mention mention) {
        return switch (mention.kind()) {
            case JOIN -> join(mention);
            case FUNCTION -> ApplyShape.isAggregate(mention) ? Optional.of(manyRows("an aggregate")) : Optional.empty();
            case GROUPING -> Optional.of(manyRows("GROUP BY or HAVING"));
            case DISTINCT -> Optional.of(manyRows("DISTINCT"));
            case WINDOW -> Optional.of(manyRows("a window"));
            case PIVOT -> Optional.of(manyRows("PIVOT or UNPIVOT"));
            case ORDER_OR_LIMIT -> Optional.of(manyRows("ORDER BY or LIMIT"));
            case SET_OPERATION -> Optional.of(manyRows("UNION, INTERSECT or EXCEPT"));
            case SUBQUERY -> Optional.of(manyRows("a subquery or WITH"));
            case PIPE -> Optional.of(manyRows("|>"));
            default -> Optional.empty();
        };
    }

    private static Reason manyRows(String what) {
        return new Reason(
                what,
                "its answer for rows that are there would change with those that come",
                "move it to a model that reads this one, or use strategy = full");
    }

    private static Optional<Reason> join(Mention join) {
        String type = join.name().isEmpty() ? "inner" : join.name().get(0);
        return Set.of("left", "leftouter").contains(type)
                ? Optional.empty()
                : Optional.of(new Reason(
                        "a join that is not LEFT JOIN",
                        "a row whose match comes later would be lost for ever",
                        "write LEFT JOIN, or use strategy = full"));
    }
}
