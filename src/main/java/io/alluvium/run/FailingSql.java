package io.alluvium.run;

import io.alluvium.domain.Place;
import io.alluvium.model.Model;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.QueryContext;
import org.apache.spark.QueryContextType;
import org.apache.spark.SparkThrowable;

/**
 * A piece of a model's SQL that fails, as Spark names it.
 *
 * @param place its first line
 * @param text what stands there of it
 */
record FailingSql(Place place, String text) {

    /** Empty where Spark names nothing, or something of another text than the model's file: a rule, a condition. */
    static Optional<FailingSql> of(SparkThrowable raised, Model model) {
        return Arrays.stream(raised.getQueryContext())
                .filter(context -> context.contextType() == QueryContextType.SQL)
                .filter(context -> isIn(model.sql(), context))
                .findFirst()
                .map(context -> new FailingSql(
                        new Place(model.place().file(), line(model.sql(), context.startIndex())),
                        context.fragment().lines().findFirst().orElse("")));
    }

    private static boolean isIn(String sql, QueryContext context) {
        return context.startIndex() >= 0
                && !context.fragment().isEmpty()
                && sql.startsWith(context.fragment(), context.startIndex());
    }

    private static int line(String sql, int index) {
        return 1 + (int) sql.substring(0, index).chars().filter(c -> c == '\n').count();
    }
}
