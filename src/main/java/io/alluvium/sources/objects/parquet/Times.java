package io.alluvium.sources.objects.parquet;

import io.alluvium.sources.objects.typed.ExactValues;
import java.nio.charset.StandardCharsets;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;

/** Times in units other than raw's microseconds. */
final class Times {
    private static final long DAY_NANOS = 86_400_000_000_000L;

    private Times() {}

    static boolean appendMillis(long millis, ExactValues to) {
        return Math.abs(millis) < Long.MAX_VALUE / 1000 && to.append(millis * 1000);
    }

    static boolean appendNanos(long nanos, ExactValues to) {
        return nanos % 1000 == 0 && to.append(nanos / 1000);
    }

    /** A time of day as text, with seconds and as many digits of them as there are. */
    static boolean appendTime(long count, long nanosEach, ExactValues to) {
        if (count < 0 || count >= DAY_NANOS / nanosEach) {
            return false;
        }
        byte[] text = DateTimeFormatter.ISO_LOCAL_TIME
                .format(LocalTime.ofNanoOfDay(count * nanosEach))
                .getBytes(StandardCharsets.US_ASCII);
        return to.append(text, 0, text.length);
    }
}
