package io.alluvium.sources.objects.value;

import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A pattern that a file's dates or timestamps follow: strictly, with English names, in upper or lower case. */
final class TimePattern {
    private static final ZonedDateTime SAMPLE =
            LocalDateTime.of(2021, 11, 23, 14, 35, 46, 123_456_000).atZone(ZoneOffset.ofHours(1));

    private final DateTimeFormatter formatter;

    /** @throws IllegalArgumentException for a bad pattern */
    TimePattern(String pattern) {
        this.formatter = new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(withProlepticYear(pattern))
                .toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /** Strictly, a year of an era ({@code y}) is no year unless the era is told. */
    private static String withProlepticYear(String pattern) {
        String letters = letters(pattern);
        if (letters.indexOf('G') >= 0) {
            return pattern;
        }
        StringBuilder proleptic = new StringBuilder(pattern);
        for (int i = 0; i < letters.length(); i++) {
            if (letters.charAt(i) == 'y') {
                proleptic.setCharAt(i, 'u');
            }
        }
        return proleptic.toString();
    }

    /** The pattern with blanks for all that is quoted or no letter. */
    private static String letters(String pattern) {
        StringBuilder letters = new StringBuilder(pattern);
        boolean quoted = false;
        for (int i = 0; i < pattern.length(); i++) {
            char character = pattern.charAt(i);
            quoted ^= character == '\'';
            boolean letter = character >= 'a' && character <= 'z' || character >= 'A' && character <= 'Z';
            if (quoted || !letter) {
                letters.setCharAt(i, ' ');
            }
        }
        return letters.toString();
    }

    static Optional<String> problem(String pattern, boolean withTime) {
        String letters = " " + letters(pattern) + " ";
        if (letters.matches(".*([^yuY])(yy|uu|YY)([^yuY]).*")) {
            return Optional.of("a year of two digits does not tell its century");
        }
        if (letters.matches(".*[zv].*")) {
            return Optional.of("the short name of a zone means several zones; an offset (XXX) or an id (VV) means one");
        }
        try {
            return lack(new TimePattern(pattern).formatter, withTime);
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> lack(DateTimeFormatter formatter, boolean withTime) {
        TemporalAccessor parsed;
        try {
            parsed = formatter.parse(formatter.format(SAMPLE));
        } catch (DateTimeException e) {
            return Optional.of("what it writes it cannot read");
        }
        if (!SAMPLE.toLocalDate().equals(parsed.query(TemporalQueries.localDate()))) {
            return Optional.of("year, month and day are not all in it");
        }
        if (!withTime) {
            boolean time = parsed.query(TemporalQueries.zone()) != null
                    || Arrays.stream(ChronoField.values()).anyMatch(f -> f.isTimeBased() && parsed.isSupported(f));
            return time ? Optional.of("it has a time or a zone, which a date does not hold") : Optional.empty();
        }
        LocalTime time = parsed.query(TemporalQueries.localTime());
        boolean told = time != null && time.getHour() == SAMPLE.getHour() && time.getMinute() == SAMPLE.getMinute();
        return told ? Optional.empty() : Optional.of("hour and minute are not both in it");
    }

    /** The date that the text has, with its time and zone where the pattern has them; null where it does not follow. */
    @Nullable TemporalAccessor parse(String text) {
        // Most texts that do not follow the pattern are told without the cost of an exception.
        ParsePosition position = new ParsePosition(0);
        if (formatter.parseUnresolved(text, position) == null || position.getIndex() != text.length()) {
            return null;
        }
        try {
            TemporalAccessor parsed = formatter.parse(text);
            LocalDate day = parsed.query(TemporalQueries.localDate());
            return day == null ? null : parsed;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
