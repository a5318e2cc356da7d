package io.alluvium.sources.postgres;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.TimestampType;

/**
 * A filter of Spark's that means the same to the server: tests for null, and comparisons of whole numbers, dates and
 * times with constants. Text is never compared there: the server's collations are not Spark's.
 *
 * @param condition in the server's SQL
 */
record PushedFilter(Predicate predicate, String condition) {
    private static final Set<String> COMPARISONS = Set.of("=", "<", "<=", ">", ">=");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);
    private static final LocalDate FIRST = LocalDate.of(1, 1, 1);
    private static final LocalDate LAST = LocalDate.of(9999, 12, 31);

    /** Empty where the server would not mean the same, or might not. */
    static Optional<PushedFilter> of(Predicate predicate, CopyPlan plan) {
        return condition(predicate, plan).map(condition -> new PushedFilter(predicate, condition));
    }

    private static Optional<String> condition(Predicate predicate, CopyPlan plan) {
        Expression[] terms = predicate.children();
        Optional<ColumnImage> column = terms.length == 0 ? Optional.empty() : column(terms[0], plan);
        if (column.isEmpty()) {
            return Optional.empty();
        }
        return switch (predicate.name()) {
            case "IS_NULL" -> Optional.of(column.get().select() + " is null");
            case "IS_NOT_NULL" -> Optional.of(column.get().select() + " is not null");
            default ->
                terms.length == 2 && COMPARISONS.contains(predicate.name())
                        ? constant(column.get(), terms[1])
                                .map(value -> column.get().select() + " " + predicate.name() + " " + value)
                        : Optional.empty();
        };
    }

    private static Optional<ColumnImage> column(Expression term, CopyPlan plan) {
        return term instanceof NamedReference reference
                        && reference.fieldNames().length == 1
                        && Arrays.asList(plan.schema().fieldNames())
                                .contains(reference.fieldNames()[0])
                ? Optional.of(plan.column(reference.fieldNames()[0]))
                : Optional.empty();
    }

    private static Optional<String> constant(ColumnImage column, Expression term) {
        if (!(term instanceof Literal<?> literal)
                || !literal.dataType().equals(column.type())
                || !(literal.value() instanceof Number number)
                || !(column.form() instanceof ScalarForm form)) {
            return Optional.empty();
        }
        long value = number.longValue();
        return switch (form) {
            case INT2, INT4, INT8 -> Optional.of("'" + value + "'::pg_catalog.int8");
            case DATE ->
                Optional.of(LocalDate.ofEpochDay(value))
                        .filter(PushedFilter::hasFourDigits)
                        .map(date -> "'" + DATE.format(date) + "'::pg_catalog.date");
            case TIMESTAMP ->
                Optional.of(Instant.EPOCH.plus(value, ChronoUnit.MICROS))
                        .filter(time -> hasFourDigits(LocalDate.ofInstant(time, ZoneOffset.UTC)))
                        .map(time -> column.type() instanceof TimestampType
                                ? "'" + TIME.format(time) + "+00'::pg_catalog.timestamptz"
                                : "'" + TIME.format(time) + "'::pg_catalog.timestamp");
            case BOOL, OID, FLOAT4, FLOAT8, BYTES, TEXT, UUID -> Optional.empty();
        };
    }

    /** Years that both sides write alike. */
    private static boolean hasFourDigits(LocalDate date) {
        return !date.isBefore(FIRST) && !date.isAfter(LAST);
    }
}
