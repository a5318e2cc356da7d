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
import java.util.function.Function;

/**
 * Refuses what an apply model cannot hold. Such a model turns each row version of one raw table into one row, by
 * itself: only then may the changed keys alone be computed, so nothing in it may look at other rows.
 */
final class ApplyShape {
    private static final Set<String> AGGREGATES = Set.of(
            "count",
            "count_if",
            "sum",
            "avg",
            "mean",
            "min",
            "max",
            "first",
            "last",
            "collect_list",
            "collect_set",
            "array_agg",
            "max_by",
            "min_by");

    private final Function<Integer, Place> place;
    private final List<Problem> problems;

    ApplyShape(Function<Integer, Place> place, List<Problem> problems) {
        this.place = place;
        this.problems = problems;
    }

    /** Tells each kind of thing once, where it comes first. */
    void check(SqlTree query) {
        Set<String> said = new HashSet<>();
        for (Mention mention : query.mentions()) {
            foreign(mention)
                    .filter(said::add)
                    .ifPresent(
                            what -> problems.add(Problem.of(ErrorCode.APPLY_SHAPE, "an apply model cannot hold " + what)
                                    .at(place.apply(mention.line()))
                                    .marking(mention.word())
                                    .because("each row is made from one row of one raw table")
                                    .fixedBy("keep this model plain and read it from a second one")));
        }
    }

    /** Whether it is one of the usual functions over many rows. */
    static boolean isAggregate(Mention mention) {
        return mention.kind() == Mention.Kind.FUNCTION
                && AGGREGATES.contains(mention.name().get(0));
    }

    private static Optional<String> foreign(Mention mention) {
        return switch (mention.kind()) {
            case SUBQUERY -> Optional.of("a subquery or WITH");
            case ORDER_OR_LIMIT -> Optional.of("ORDER BY or LIMIT");
            case JOIN -> Optional.of("a join");
            case FUNCTION -> isAggregate(mention) ? Optional.of("an aggregate") : Optional.empty();
            case SET_OPERATION -> Optional.of("UNION, INTERSECT or EXCEPT");
            case GROUPING -> Optional.of("GROUP BY or HAVING");
            case DISTINCT -> Optional.of("DISTINCT");
            case WINDOW -> Optional.of("a window");
            case TABLE_FUNCTION -> Optional.of("LATERAL VIEW or a table function");
            case PIPE -> Optional.of("|>");
            case PIVOT -> Optional.of("PIVOT or UNPIVOT");
            case QUERY,
                    TABLE,
                    HIDDEN_TABLE,
                    REPEATED_NAME,
                    PARAMETER,
                    UNNAMED_PARAMETER,
                    SAMPLE,
                    SCRIPT,
                    CLOCK,
                    OPTIONS,
                    VERSION,
                    CHANGES -> Optional.empty();
        };
    }
}
