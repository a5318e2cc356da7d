package io.alluvium.model;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/** How long a window of a partition model is. Windows lie end to end, in UTC; a week begins on Monday. */
public enum WindowLength {
    HOUR,
    DAY,
    WEEK,
    MONTH;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The first moment of the window that a moment lies in. */
    public Instant start(Instant moment) {
        LocalDateTime local = LocalDateTime.ofInstant(moment, ZoneOffset.UTC);
        LocalDateTime start = switch (this) {
            case HOUR -> local.truncatedTo(ChronoUnit.HOURS);
            case DAY -> local.truncatedTo(ChronoUnit.DAYS);
            case WEEK -> local.truncatedTo(ChronoUnit.DAYS).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> local.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
        };
        return start.toInstant(ZoneOffset.UTC);
    }

    /** The first moment after the window that begins at {@code start}. */
    public Instant end(Instant start) {
        LocalDateTime local = LocalDateTime.ofInstant(start, ZoneOffset.UTC);
        LocalDateTime end = switch (this) {
            case HOUR -> local.plusHours(1);
            case DAY -> local.plusDays(1);
            case WEEK -> local.plusWeeks(1);
            case MONTH -> local.plusMonths(1);
        };
        return end.toInstant(ZoneOffset.UTC);
    }

    /** The window that begins at {@code start}, as people and journals call it: {@code 2026-03}, {@code 2026-03-01T14}. */
    public String name(Instant start) {
        String text = LocalDateTime.ofInstant(start, ZoneOffset.UTC).toString();
        return switch (this) {
            case HOUR -> text.substring(0, 13);
            case DAY, WEEK -> text.substring(0, 10);
            case MONTH -> text.substring(0, 7);
        };
    }

    /**
     * The start of the window of this name.
     *
     * @throws java.time.DateTimeException where it is none
     */
    public Instant start(String name) {
        String text = switch (this) {
            case HOUR -> name + ":00:00Z";
            case DAY, WEEK -> name + "T00:00:00Z";
            case MONTH -> name + "-01T00:00:00Z";
        };
        return Instant.parse(text);
    }
}
