package io.alluvium.sources.objects.value;

import io.alluvium.column.LongValues;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Points in time, or local times that have no zone, of the years 1 to 9999. Seconds may be absent, as ISO 8601 allows;
 * what lacks its minutes, and a date alone, is not completed. No digit beyond microseconds, and no offset, is dropped.
 */
final class TimestampDecoder implements ValueDecoder {
    private final boolean isLocal;
    private final LocalZone zone;
    private final List<TimestampPattern> patterns;
    private final LongValues column;
    private final LocalMoment moment = new LocalMoment();
    private final IsoTimestamp iso = new IsoTimestamp(moment);

    /** @param isLocal whether the column's times have no zone */
    TimestampDecoder(boolean isLocal, TextFormat format, LongValues column) {
        this.isLocal = isLocal;
        this.zone = new LocalZone(format.zone());
        this.patterns = format.timestampFormats().stream()
                .map(pattern -> new TimestampPattern(pattern, moment))
                .toList();
        this.column = column;
    }

    @Override
    public boolean append(byte[] text, int offset, int length) {
        int start = Blanks.skip(text, offset, offset + length);
        int end = Blanks.trim(text, start, offset + length);
        long micros = patterns.isEmpty() ? byIso(text, start, end) : byPattern(text, start, end);
        if (micros == IsoTime.NONE) {
            return false;
        }
        column.append(micros);
        return true;
    }

    private long byIso(byte[] text, int start, int end) {
        return iso.read(text, start, end) ? micros() : IsoTime.NONE;
    }

    private long byPattern(byte[] text, int start, int end) {
        String value = new String(text, start, end - start, StandardCharsets.UTF_8);
        for (TimestampPattern pattern : patterns) {
            if (pattern.read(value)) {
                return micros();
            }
        }
        return IsoTime.NONE;
    }

    private long micros() {
        if (isLocal && moment.hasOffset()) {
            return IsoTime.NONE;
        }
        long seconds = moment.seconds();
        if (!isLocal) {
            seconds = moment.hasOffset() ? seconds - moment.offset() : zone.instant(seconds);
        }
        boolean known = seconds >= IsoTime.FIRST_DAY * IsoTime.SECONDS_PER_DAY
                && seconds < (IsoTime.LAST_DAY + 1) * IsoTime.SECONDS_PER_DAY;
        return known ? seconds * IsoTime.MICROS_PER_SECOND + moment.micros() : IsoTime.NONE;
    }
}
