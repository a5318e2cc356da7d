package io.alluvium.audit;

import io.alluvium.column.LongValues;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Days and times that the target keeps otherwise: as times, or written out as ISO 8601 has them. Without a zone it is UTC. */
final class TimeTexts {
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final long SECOND_MICROS = 1_000_000L;
    private static final int NANOS_A_MICRO = 1_000;

    private static final Pattern TIME = Pattern.compile("(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
            + "(?:[T ](?<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\\.[0-9]{1,9})?)?)"
            + " ?(?<zone>Z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)?)?");

    static final ValueText DAY_OF_TIME = (values, index, to) -> {
        long micros = ((LongValues) values).value(index);
        if (micros % DAY_MICROS == 0) {
            to.character('V').number(micros / DAY_MICROS).character(';');
        } else {
            PlainTexts.unfit(Long.toString(micros), to);
        }
    };

    static final ValueText WRITTEN_DAY = (values, index, to) -> {
        String written = PlainTexts.written(values, index);
        OptionalLong micros = micros(written);
        if (micros.isPresent() && micros.getAsLong() % DAY_MICROS == 0) {
            to.character('V').number(micros.getAsLong() / DAY_MICROS).character(';');
        } else {
            PlainTexts.unfit(written, to);
        }
    };

    static final ValueText WRITTEN_TIME = (values, index, to) -> {
        String written = PlainTexts.written(values, index);
        OptionalLong micros = micros(written);
        if (micros.isPresent()) {
            to.character('V').number(micros.getAsLong()).character(';');
        } else {
            PlainTexts.unfit(written, to);
        }
    };

    private TimeTexts() {}

    /** Since 1970; empty where it is no time, or has more digits than microseconds. */
    private static OptionalLong micros(String written) {
        Matcher time = TIME.matcher(written);
        if (!time.matches()) {
            return OptionalLong.empty();
        }
        try {
            LocalDateTime local = LocalDate.parse(time.group("day"))
                    .atTime(time.group("time") == null ? LocalTime.MIDNIGHT : LocalTime.parse(time.group("time")));
            String zone = time.group("zone");
            ZoneOffset offset = zone == null || zone.equals("UTC") ? ZoneOffset.UTC : ZoneOffset.of(zone);
            return local.getNano() % NANOS_A_MICRO != 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(local.toEpochSecond(offset) * SECOND_MICROS + local.getNano() / NANOS_A_MICRO);
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }
}
