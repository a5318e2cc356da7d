package io.alluvium.spark.query;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CurrentDate;
import org.apache.spark.sql.catalyst.expressions.CurrentTimestampLike;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.LocalTimestamp;
import org.apache.spark.sql.catalyst.expressions.RuntimeReplaceable;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import scala.runtime.AbstractPartialFunction;

/**
 * Sets the clock of SQL to the logical time of a run. {@code current_date}, {@code current_timestamp}, {@code now()},
 * {@code localtimestamp}, {@code current_time} and words like {@code today} that are cast to a time mean the run's logical
 * time, so that a retry gives the same rows.
 */
final class LogicalTime {
    private static final int NANO_DIGITS = 9;

    /** Texts that Spark turns into a time of its own clock. */
    private static final Pattern WORD = Pattern.compile("(?i)\\s*(now|today|tomorrow|yesterday)(\\s.*)?");

    private final Instant at;

    LogicalTime(Instant at) {
        this.at = at;
    }

    /** The same plan object when it does not ask for the time. */
    LogicalPlan fixIn(LogicalPlan analyzed) {
        return analyzed.transformAllExpressionsWithSubqueries(new Fix());
    }

    private final class Fix extends AbstractPartialFunction<Expression, Expression> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean isDefinedAt(Expression expression) {
            return expression instanceof CurrentDate
                    || expression instanceof CurrentTimestampLike
                    || expression instanceof LocalTimestamp
                    || isTimeOfDay(expression)
                    || castWord(expression).isPresent();
        }

        @Override
        public Expression apply(Expression expression) {
            LocalDateTime local = LocalDateTime.ofInstant(at, ZoneOffset.UTC);
            if (expression instanceof CurrentDate) {
                return Literal$.MODULE$.apply(local.toLocalDate());
            }
            if (isTimeOfDay(expression)) {
                return timeOfDay(local, expression.dataType());
            }
            Optional<String> word = castWord(expression);
            if (word.isPresent()) {
                return timeOfWord(word.get(), local, expression.dataType());
            }
            return expression instanceof LocalTimestamp ? Literal$.MODULE$.apply(local) : Literal$.MODULE$.apply(at);
        }
    }

    /** Spark 4.0 has no such expression. */
    private static boolean isTimeOfDay(Expression expression) {
        return expression.getClass().getSimpleName().equals("CurrentTime");
    }

    private static Expression timeOfDay(LocalDateTime local, DataType type) {
        int digits = Integer.parseInt(type.typeName().replaceAll("\\D", ""));
        long unit = 1;
        for (int i = digits; i < NANO_DIGITS; i++) {
            unit *= 10;
        }
        long nanos = local.toLocalTime().toNanoOfDay();
        return new Literal(nanos - nanos % unit, type);
    }

    /** Of a cast, or of a function that is nothing but a cast, as {@code to_date} without a format is. */
    private static Optional<String> castWord(Expression expression) {
        Expression cast = expression instanceof RuntimeReplaceable function ? function.replacement() : expression;
        return cast instanceof Cast found ? word(found) : Optional.empty();
    }

    private static Optional<String> word(Cast cast) {
        boolean isTime = cast.dataType() instanceof DateType
                || cast.dataType() instanceof TimestampType
                || cast.dataType() instanceof TimestampNTZType;
        if (!isTime || !(cast.child() instanceof Literal text) || text.value() == null) {
            return Optional.empty();
        }
        Matcher word = WORD.matcher(text.value().toString());
        return word.matches() ? Optional.of(word.group(1).toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    private Expression timeOfWord(String word, LocalDateTime local, DataType type) {
        LocalDate day = local.toLocalDate();
        LocalDateTime time = switch (word) {
            case "now" -> local;
            case "tomorrow" -> day.plusDays(1).atStartOfDay();
            case "yesterday" -> day.minusDays(1).atStartOfDay();
            default -> day.atStartOfDay();
        };
        if (type instanceof DateType) {
            return Literal$.MODULE$.apply(time.toLocalDate());
        }
        return type instanceof TimestampNTZType
                ? Literal$.MODULE$.apply(time)
                : Literal$.MODULE$.apply(time.toInstant(ZoneOffset.UTC));
    }
}
