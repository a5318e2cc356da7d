package io.alluvium.sources.objects.value;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;

/** Reads timestamps that follow a pattern. Reused. */
final class TimestampPattern {
    private static final int NANOS_PER_MICRO = 1_000;

    private final TimePattern pattern;
    private final LocalMoment moment;

    /**
     * @param moment takes what was read
     * @throws IllegalArgumentException for a bad pattern
     */
    TimestampPattern(String pattern, LocalMoment moment) {
        this.pattern = new TimePattern(pattern);
        this.moment = moment;
    }

    boolean read(String text) {
        TemporalAccessor parsed = pattern.parse(text);
        LocalDate date = parsed == null ? null : parsed.query(TemporalQueries.localDate());
        LocalTime time = parsed == null ? null : parsed.query(TemporalQueries.localTime());
        if (parsed == null || date == null || time == null || time.getNano() % NANOS_PER_MICRO != 0) {
            return false;
        }
        LocalDateTime local = LocalDateTime.of(date, time);
        moment.set(local.toEpochSecond(ZoneOffset.UTC), time.getNano() / NANOS_PER_MICRO);
        return readOffset(parsed, local);
    }

    /** A zone that skips the time, has it twice, or never had the offset that stands beside it, tells nothing. */
    private boolean readOffset(TemporalAccessor parsed, LocalDateTime local) {
        ZoneId zone = parsed.query(TemporalQueries.zone());
        if (zone == null) {
            return true;
        }
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (parsed.isSupported(ChronoField.OFFSET_SECONDS)) {
            int offset = parsed.get(ChronoField.OFFSET_SECONDS);
            moment.setOffset(offset);
            return offsets.contains(ZoneOffset.ofTotalSeconds(offset));
        }
        moment.setOffset(offsets.isEmpty() ? 0 : offsets.get(0).getTotalSeconds());
        return offsets.size() == 1;
    }
}
