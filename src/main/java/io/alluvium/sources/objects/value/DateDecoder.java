package io.alluvium.sources.objects.value;

import io.alluvium.column.LongValues;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.temporal.TemporalAccessor;
import java.util.List;

/** Days of the years 1 to 9999, as {@code yyyy-MM-dd} or by given patterns. Nothing is completed and no time dropped. */
final class DateDecoder implements ValueDecoder {
    private final List<TimePattern> patterns;
    private final LongValues column;

    DateDecoder(TextFormat format, LongValues column) {
        this.patterns = format.dateFormats().stream().map(TimePattern::new).toList();
        this.column = column;
    }

    @Override
    public boolean append(byte[] text, int offset, int length) {
        int start = Blanks.skip(text, offset, offset + length);
        int end = Blanks.trim(text, start, offset + length);
        long day;
        if (patterns.isEmpty()) {
            day = end - start == IsoTime.DATE_LENGTH ? IsoTime.day(text, start) : IsoTime.NONE;
        } else {
            day = byPattern(new String(text, start, end - start, StandardCharsets.UTF_8));
        }
        if (day == IsoTime.NONE) {
            return false;
        }
        column.append(day);
        return true;
    }

    private long byPattern(String text) {
        for (TimePattern pattern : patterns) {
            TemporalAccessor parsed = pattern.parse(text);
            if (parsed != null) {
                long day = LocalDate.from(parsed).toEpochDay();
                return day < IsoTime.FIRST_DAY || day > IsoTime.LAST_DAY ? IsoTime.NONE : day;
            }
        }
        return IsoTime.NONE;
    }
}
