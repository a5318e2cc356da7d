package io.alluvium.sources.objects;

import io.alluvium.config.Form;
import io.alluvium.config.HoconSection;
import io.alluvium.config.Key;
import io.alluvium.failure.ErrorCode;
import io.alluvium.sources.objects.value.TextFormat;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The keys of a table that say how texts spell values. */
final class ValuesSection {
    static final Key<String> DECIMAL_MARK = Key.of(
            "decimal_mark",
            Form.characters(),
            ".",
            "`\".\"`",
            "What stands before the fraction of a number: `\",\"` where 12,50 is twelve and a half.");
    static final Key<String> GROUPING = Key.of(
            "grouping",
            Form.characters(),
            "",
            "none",
            "What stands between groups of three digits: `\".\"` where 1.234,50 is meant.");
    static final Key<List<String>> DATE_FORMAT = Key.of(
            "date_format",
            Form.texts(),
            List.of(),
            "`yyyy-MM-dd`",
            "How dates are written, in Java's patterns, tried in order: `[\"dd.MM.yyyy\", \"yyyy-MM-dd\"]`.");
    static final Key<List<String>> TIMESTAMP_FORMAT = Key.of(
            "timestamp_format",
            Form.texts(),
            List.of(),
            "ISO 8601",
            "The same of timestamps: `\"dd/MM/yyyy HH:mm:ss\"`.");
    static final Key<String> ZONE = Key.of(
            "zone",
            Form.text(),
            "UTC",
            "`UTC`",
            "Where timestamps were written that say no zone: `Europe/Berlin`. A time that its clocks skip or show twice"
                    + " has no instant, and its row is corrupt.");

    static final List<Key<?>> KEYS = List.of(DECIMAL_MARK, GROUPING, DATE_FORMAT, TIMESTAMP_FORMAT, ZONE);

    private final HoconSection table;

    ValuesSection(HoconSection table) {
        this.table = table;
    }

    /** Empty where something is wrong; the section knows what. */
    Optional<TextFormat> read() {
        Optional<Character> mark = character(DECIMAL_MARK);
        Optional<Character> grouping = character(GROUPING);
        Optional<List<String>> dates = patterns(DATE_FORMAT, false);
        Optional<List<String>> timestamps = patterns(TIMESTAMP_FORMAT, true);
        Optional<ZoneId> zone = table.read(ZONE).flatMap(this::zone);
        if (mark.isEmpty() || grouping.isEmpty() || dates.isEmpty() || timestamps.isEmpty() || zone.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> problem = TextFormat.problem(mark.get(), grouping.get());
        problem.ifPresent(why ->
                refuse(table.has(GROUPING) ? GROUPING : DECIMAL_MARK, "decimal_mark and grouping cannot be read", why));
        return problem.isPresent()
                ? Optional.empty()
                : Optional.of(new TextFormat(mark.get(), grouping.get(), dates.get(), timestamps.get(), zone.get()));
    }

    private Optional<Character> character(Key<String> key) {
        return table.read(key).flatMap(written -> {
            if (written.length() > 1) {
                refuse(key, key.name() + " = \"" + written + "\" is no mark", "expected one character");
                return Optional.empty();
            }
            return Optional.of(written.isEmpty() ? TextFormat.NO_GROUPING : written.charAt(0));
        });
    }

    private Optional<List<String>> patterns(Key<List<String>> key, boolean withTime) {
        return table.read(key).filter(patterns -> {
            for (String pattern : patterns) {
                TextFormat.problem(pattern, withTime)
                        .ifPresent(why -> table.refuse(table.problem(
                                        key, ErrorCode.BAD_VALUE, key.name() + " = \"" + pattern + "\" is no pattern")
                                .marking(pattern)
                                .because(why)));
            }
            return !table.failed();
        });
    }

    private Optional<ZoneId> zone(String written) {
        try {
            return Optional.of(ZoneId.of(written).normalized());
        } catch (DateTimeException e) {
            refuse(
                    ZONE,
                    "zone = \"" + written + "\" is not known",
                    "expected a name like Europe/Berlin, UTC or +02:00");
            return Optional.empty();
        }
    }

    private void refuse(Key<?> key, String message, String why) {
        table.refuse(table.problem(key, ErrorCode.BAD_VALUE, message).because(why));
    }
}
