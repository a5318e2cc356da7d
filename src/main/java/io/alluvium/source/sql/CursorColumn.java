package io.alluvium.source.sql;

import io.alluvium.failure.ErrorCode;
import io.alluvium.source.TableSpec;
import io.alluvium.source.survey.RowCondition;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The column that the database sets on every write, and bounds on it.
 *
 * <p>A column without a zone holds the local time of whichever session wrote it. Zones lie between UTC−12 and UTC+14
 * and clocks are set back in autumn, so the only bound that no open transaction can write below is the horizon in
 * UTC−12: such a column reads the last hours again at each change, and the loader drops what raw has.
 *
 * @param notNull whether the database keeps it so
 * @param digits of fractional seconds that it keeps
 */
public record CursorColumn(String name, Form form, boolean notNull, int digits) {

    /** What a column holds that a horizon in time can bound. */
    public enum Form {
        /** A moment. */
        TIMESTAMPTZ(Duration.ZERO, "uuuu-MM-dd HH:mm:ss.SSSSSS'+00'"),
        /** A day and time of some zone. */
        TIMESTAMP(Duration.ofHours(12), "uuuu-MM-dd HH:mm:ss.SSSSSS"),
        /** A day of some zone. */
        DATE(Duration.ofHours(12), "uuuu-MM-dd");

        private final Duration earliestZone;
        private final DateTimeFormatter text;

        Form(Duration earliestZone, String pattern) {
            this.earliestZone = earliestZone;
            this.text = DateTimeFormatter.ofPattern(pattern);
        }
    }

    /** Fewer digits than the clock has are rounded, perhaps down. */
    private static final Duration ROUNDING = Duration.ofSeconds(1);

    private static final int CLOCK_DIGITS = 6;
    private static final Pattern BOUND = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9:.]{8,15}(\\+00)?)?");

    private static final Pattern NAMED_AS_CURSOR =
            Pattern.compile("(?i).*(updat|modif|chang|mutat|touch|last_?write|last_?edit|as_?of).*");

    /** What a person may be told of a column that is named as a cursor would be; a day tells too little. */
    public Optional<String> proposal() {
        return form != Form.DATE && NAMED_AS_CURSOR.matcher(name).matches()
                ? Optional.of("or cursor = " + name + ", if every insert and update sets it"
                        + (notNull ? "" : "; it may be null"))
                : Optional.empty();
    }

    /** The smallest value that a write at this time or later can leave. */
    String bound(Instant earliest) {
        boolean rounded = form != Form.DATE && digits < CLOCK_DIGITS;
        Instant safe = earliest.minus(form.earliestZone).minus(rounded ? ROUNDING : Duration.ZERO);
        return form.text.format(LocalDateTime.ofInstant(safe, ZoneOffset.UTC));
    }

    /** Rows at or above the bound, or without a value; without a bound all rows. */
    RowCondition condition(TableSpec table, Dialect dialect, Optional<String> bound) {
        if (bound.isEmpty()) {
            return RowCondition.ALL;
        }
        if (!BOUND.matcher(bound.get()).matches()) {
            throw table.problem(ErrorCode.STATE_CORRUPT, "not a bound of " + name + " in the journal")
                    .asException();
        }
        String column = dialect.column(name);
        String atOrAbove = column + " >= " + dialect.moment(form, bound.get());
        return RowCondition.of(notNull ? atOrAbove : "(" + atOrAbove + " or " + column + " is null)");
    }

    /** Rows with a value below a bound. */
    RowCondition below(Dialect dialect, String bound) {
        return RowCondition.of(dialect.column(name) + " < " + dialect.moment(form, bound));
    }

    /** Rows whose value is earlier than a moment, or who have none; a value without a zone is taken for one in UTC. */
    public String before(Dialect dialect, Instant time) {
        String moment = form.text.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC));
        return "not coalesce((" + dialect.column(name) + " >= " + dialect.moment(form, moment) + "), false)";
    }

    /** For people. */
    String what(Optional<String> bound) {
        return bound.map(text -> name + " >= " + shortened(text)).orElse("all rows");
    }

    private static String shortened(String bound) {
        String day = bound.substring("uuuu-".length());
        return day.length() <= "MM-dd".length() ? day : day.substring(0, "MM-dd HH:mm:ss".length());
    }
}
