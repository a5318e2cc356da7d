package io.alluvium.sources.postgres;

import io.alluvium.spark.batch.ColumnFilter;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;

/**
 * Writes filters of Spark's as SQL that means the same to the server. It takes tests for null, and comparisons of whole
 * numbers, dates and times with constants. Text is never compared there: the server's collations are not Spark's.
 */
final class PushedFilter {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
    private static final LocalDate FIRST = LocalDate.of(1, 1, 1);
    private static final LocalDate LAST = LocalDate.of(9999, 12, 31);

    private PushedFilter() {}

    /** In the server's SQL; empty where the server would not mean the same, or might not. */
    static Optional<String> condition(ColumnFilter filter, CopyPlan plan) {
        if (!Arrays.asList(plan.schema().fieldNames()).contains(filter.column())) {
            return Optional.empty();
        }
        ColumnImage column = plan.column(filter.column());
        return switch (filter.test()) {
            case IS_NULL -> Optional.of(column.select() + " is null");
            case IS_NOT_NULL -> Optional.of(column.select() + " is not null");
            case EQUAL, LESS, AT_MOST, MORE, AT_LEAST ->
                filter.constant()
                        .flatMap(constant -> constant(column, constant))
                        .map(value -> column.select() + " " + filter.test().operator() + " " + value);
        };
    }

    private static Optional<String> constant(ColumnImage column, ColumnFilter.Constant constant) {
        if (!constant.type().equals(column.type()) || !(column.form() instanceof ScalarForm form)) {
            return Optional.empty();
        }
        return switch (form) {
            case INT2, INT4, INT8 -> Optional.of("'" + constant.value() + "'::pg_catalog.int8");
            case DATE, TIMESTAMP -> time(constant.value());
            case BOOL, OID, FLOAT4, FLOAT8, BYTES, TEXT, UUID -> Optional.empty();
        };
    }

    /** Only in years that both sides write alike. */
    private static Optional<String> time(Object value) {
        if (value instanceof LocalDate date) {
            return hasFourDigits(date) ? Optional.of("'" + DATE.format(date) + "'::pg_catalog.date") : Optional.empty();
        }
        LocalDateTime local = value instanceof Instant moment
                ? LocalDateTime.ofInstant(moment, ZoneOffset.UTC)
                : (LocalDateTime) value;
        if (!hasFourDigits(local.toLocalDate())) {
            return Optional.empty();
        }
        return Optional.of(
                value instanceof Instant
                        ? "'" + TIME.format(local) + "+00'::pg_catalog.timestamptz"
                        : "'" + TIME.format(local) + "'::pg_catalog.timestamp");
    }

    private static boolean hasFourDigits(LocalDate date) {
        return !date.isBefore(FIRST) && !date.isAfter(LAST);
    }
}
