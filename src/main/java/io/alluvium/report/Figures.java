package io.alluvium.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Numbers, durations and times as they stand on the screen. */
final class Figures {
    private Figures() {}

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1 row}, {@code 8,412 rows}. */
    static String count(long number, String thing) {
        return count(number) + " " + thing + (number == 1 ? "" : "s");
    }

    /** In the unit that leaves less than four digits: {@code 512 B}, {@code 1.2 MB}. */
    static String bytes(long number) {
        if (number < 1024) {
            return number + " B";
        }
        int unit = (63 - Long.numberOfLeadingZeros(number)) / 10;
        return String.format(Locale.ROOT, "%.1f %sB", number / (double) (1L << (unit * 10)), " KMGTPE".charAt(unit));
    }

    /** To a tenth of a second below a minute: {@code 1.9 s}, {@code 2 min 3 s}, {@code 1 h 20 min}. */
    static String exact(Duration duration) {
        if (duration.compareTo(Duration.ofMinutes(1)) >= 0) {
            return rough(duration);
        }
        BigDecimal seconds = BigDecimal.valueOf(duration.toMillis(), 3).setScale(1, RoundingMode.HALF_UP);
        return seconds + " s";
    }

    /** To the second: {@code 3 s}; below one second as {@link #exact}. */
    static String rough(Duration duration) {
        long seconds = duration.plusMillis(500).toSeconds();
        if (duration.toMillis() < 950) {
            return exact(duration);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
        }
        long minutes = seconds / 60;
        return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
    }

    /** In UTC, to the second: {@code 2026-11-03T00:00Z}. */
    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).atOffset(ZoneOffset.UTC).toString();
    }

    /** Text from elsewhere without the characters that would steer a terminal. */
    static String printable(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints()
                .forEach(point -> safe.appendCodePoint(
                        Character.isISOControl(point) && point != '\n' && point != '\t' ? '\uFFFD' : point));
        return safe.toString();
    }
}
