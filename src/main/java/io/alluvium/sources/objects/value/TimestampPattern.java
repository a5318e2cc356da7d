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
    private long localSeconds;
    private int micros;
    private boolean hasOffset;
    private int offset;

    /** @throws IllegalArgumentException for a bad pattern */
    TimestampPattern(String pattern) {
        this.pattern = new TimePattern(pattern);
    }

    boolean read(String text) {
        TemporalAccessor parsed = pattern.parse(text);
        LocalDate date = parsed == null ? null : parsed.query(TemporalQueries.localDate());
        LocalTime time = parsed == null ? null : parsed.query(TemporalQueries.localTime());
        if (parsed == null || date == null || time == null || time.getNano() % NANOS_PER_MICRO != 0) {
            return false;
        }
        LocalDateTime local = LocalDateTime.of(date, time);
        localSeconds = local.toEpochSecond(ZoneOffset.UTC);
        micros = time.getNano() / NANOS_PER_MICRO;
        return readOffset(parsed, local);
    }

    /** A zone that skips the time, has it twice, or never had the offset that stands beside it, tells nothing. */
    private boolean readOffset(TemporalAccessor parsed, LocalDateTime local) {
        ZoneId zone = parsed.query(TemporalQueries.zone());
        hasOffset = zone != null;
        offset = 0;
        if (zone == null) {
            return true;
        }
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (parsed.isSupported(ChronoField.OFFSET_SECONDS)) {
            offset = parsed.get(ChronoField.OFFSET_SECONDS);
            return offsets.contains(ZoneOffset.ofTotalSeconds(offset));
        }
        offset = offsets.isEmpty() ? 0 : offsets.get(0).getTotalSeconds();
        return offsets.size() == 1;
    }

    /** The local time, in seconds since 1970 as if it were in UTC. */
    long localSeconds() {
        return localSeconds;
    }

    int micros() {
        return micros;
    }

    boolean hasOffset() {
        return hasOffset;
    }

    /** In seconds east of UTC. */
    int offset() {
        return offset;
    }
}
