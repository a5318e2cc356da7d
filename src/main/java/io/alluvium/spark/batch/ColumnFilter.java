package io.alluvium.spark.batch;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * A filter of a query on one column. It tests for null, or compares with a constant. Only numbers, dates and times are
 * compared; other filters stay with Spark.
 *
 * @param constant for comparisons alone
 * @param text as Spark prints it
 */
public record ColumnFilter(String column, Test test, Optional<Constant> constant, String text) {
    /** What is asked of the column's value. */
    public enum Test {
        IS_NULL("IS_NULL"),
        IS_NOT_NULL("IS_NOT_NULL"),
        EQUAL("="),
        LESS("<"),
        AT_MOST("<="),
        MORE(">"),
        AT_LEAST(">=");

        private final String word;

        Test(String word) {
            this.word = word;
        }

        /** Whether the value is compared with a constant. */
        public boolean compares() {
            return this != IS_NULL && this != IS_NOT_NULL;
        }

        /** Of a comparison, as SQL writes it. */
        public String operator() {
            return word;
        }

        private static Optional<Test> of(String word) {
            return Arrays.stream(values())
                    .filter(test -> test.word.equals(word))
                    .findFirst();
        }
    }

    /**
     * A value that is not null.
     *
     * @param value {@link LocalDate}, {@link Instant} and {@link LocalDateTime} for dates and times; else a number
     */
    public record Constant(DataType type, Object value) {}

    /** Empty for filters of another form. */
    static Optional<ColumnFilter> of(Predicate predicate) {
        Expression[] terms = predicate.children();
        Optional<Test> test = Test.of(predicate.name());
        if (test.isEmpty()
                || terms.length != (test.get().compares() ? 2 : 1)
                || !(terms[0] instanceof NamedReference reference)
                || reference.fieldNames().length != 1) {
            return Optional.empty();
        }
        Optional<Constant> constant = test.get().compares() ? constant(terms[1]) : Optional.empty();
        return test.get().compares() && constant.isEmpty()
                ? Optional.empty()
                : Optional.of(new ColumnFilter(reference.fieldNames()[0], test.get(), constant, predicate.toString()));
    }

    private static Optional<Constant> constant(Expression term) {
        return term instanceof Literal<?> literal && literal.value() instanceof Number number
                ? Optional.of(new Constant(literal.dataType(), value(literal.dataType(), number)))
                : Optional.empty();
    }

    /** Spark counts days and microseconds since 1970. */
    private static Object value(DataType type, Number number) {
        if (type instanceof DateType) {
            return LocalDate.ofEpochDay(number.longValue());
        }
        if (type instanceof TimestampType || type instanceof TimestampNTZType) {
            Instant time = Instant.EPOCH.plus(number.longValue(), ChronoUnit.MICROS);
            return type instanceof TimestampType ? time : LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        }
        return number;
    }
}
