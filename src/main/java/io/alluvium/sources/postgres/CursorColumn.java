package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.source.sql.RowCondition;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The column that the database sets on every write, and bounds on it.
 *
 * <p>A column without a zone holds the local time of whichever session wrote it. Zones lie between UTC−12 and UTC+14
 * and clocks are set back in autumn, so the only bound that no open transaction can write below is the horizon in
 * UTC−12: such a column reads the last hours again at each change, and the loader drops what raw has.
 */
record CursorColumn(SourceColumn column, Form form) {

    /** The types that a horizon in time can bound. */
    enum Form {
        TIMESTAMPTZ(Duration.ZERO, "uuuu-MM-dd HH:mm:ss.SSSSSS'+00'"),
        TIMESTAMP(Duration.ofHours(12), "uuuu-MM-dd HH:mm:ss.SSSSSS"),
        DATE(Duration.ofHours(12), "uuuu-MM-dd");

        private final Duration earliestZone;
        private final DateTimeFormatter text;

        Form(Duration earliestZone, String pattern) {
            this.earliestZone = earliestZone;
            this.text = DateTimeFormatter.ofPattern(pattern);
        }

        String type() {
            return "pg_catalog." + name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Fewer digits than the clock has are rounded, perhaps down. */
    private static final Duration ROUNDING = Duration.ofSeconds(1);

    private static final int CLOCK_DIGITS = 6;
    private static final Pattern BOUND = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9:.]{8,15}(\\+00)?)?");

    CursorColumn {
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(form, "form");
    }

    static Optional<CursorColumn> of(SourceColumn column) {
        for (Form form : Form.values()) {
            if (column.type().isBuiltIn(form.name().toLowerCase(java.util.Locale.ROOT))) {
                return Optional.of(new CursorColumn(column, form));
            }
        }
        return Optional.empty();
    }

    /** The smallest value that a write at this time or later can leave. */
    String bound(Instant earliest) {
        boolean rounded = form != Form.DATE && column.type().secondDigits() < CLOCK_DIGITS;
        Instant safe = earliest.minus(form.earliestZone).minus(rounded ? ROUNDING : Duration.ZERO);
        return form.text.format(LocalDateTime.ofInstant(safe, ZoneOffset.UTC));
    }

    /** Rows at or above the bound, or without a value; without a bound all rows. */
    RowCondition condition(PostgresTable table, Optional<String> bound) {
        if (bound.isEmpty()) {
            return RowCondition.ALL;
        }
        if (!BOUND.matcher(bound.get()).matches()) {
            throw Faults.at(table, ErrorCode.STATE_CORRUPT, "not a bound of " + column.name() + " in the journal")
                    .asException();
        }
        String atOrAbove = column.sql() + " >= " + Sql.text(bound.get()) + "::" + form.type();
        return RowCondition.of(column.notNull() ? atOrAbove : "(" + atOrAbove + " or " + column.sql() + " is null)");
    }

    /** For people. */
    String what(Optional<String> bound) {
        return bound.map(text -> column.name() + " >= " + shortened(text)).orElse("all rows");
    }

    private static String shortened(String bound) {
        String day = bound.substring("uuuu-".length());
        return day.length() <= "MM-dd".length() ? day : day.substring(0, "MM-dd HH:mm:ss".length());
    }
}
