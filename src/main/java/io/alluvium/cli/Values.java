package io.alluvium.cli;

import io.alluvium.domain.RunKey;
import io.alluvium.report.RowText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How option values are written. */
final class Values {
    private Values() {}

    /** {@code 30s}, {@code 5m}, {@code 2h} or ISO-8601 ({@code PT5M}). */
    static final class Wait implements ITypeConverter<Duration> {
        private static final Pattern SHORT = Pattern.compile("(\\d{1,9})\\s*(s|m|h)");

        @Override
        public Duration convert(String value) {
            Matcher simple = SHORT.matcher(value);
            if (simple.matches()) {
                long number = Long.parseLong(simple.group(1));
                return switch (simple.group(2)) {
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    default -> Duration.ofHours(number);
                };
            }
            try {
                Duration duration = Duration.parse(value);
                if (!duration.isNegative()) {
                    return duration;
                }
            } catch (DateTimeException e) {
                throw new TypeConversionException("not a duration: '" + value + "'; write 30s, 5m or 2h");
            }
            throw new TypeConversionException("a negative duration: '" + value + "'");
        }
    }

    /** An instant ({@code 2026-11-03T00:00Z}, with an offset too), a UTC time without zone, or a UTC day. */
    static final class Time implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String value) {
            try {
                if (value.length() == "2026-11-03".length()) {
                    return LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant();
                }
                if (value.matches(".*(?:[zZ]|[+-]\\d\\d:?\\d\\d)")) {
                    return OffsetDateTime.parse(value).toInstant();
                }
                return LocalDateTime.parse(value).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException e) {
                throw new TypeConversionException(
                        "not a time: '" + value + "'; write 2026-11-03 or 2026-11-03T06:30Z, in UTC");
            }
        }
    }

    /** A key: letters, digits and {@code ._:-}, at most 200. */
    static final class Key implements ITypeConverter<RunKey> {
        @Override
        public RunKey convert(String value) {
            Optional<String> fault = RunKey.fault(value);
            if (fault.isPresent()) {
                throw new TypeConversionException(fault.get());
            }
            return new RunKey(value);
        }
    }

    /** A format by its name. */
    static final class Format implements ITypeConverter<RowText.Format> {
        @Override
        public RowText.Format convert(String value) {
            return RowText.Format.of(value)
                    .orElseThrow(() -> new TypeConversionException(
                            "not a format: '" + value + "'; write table, csv, json or markdown"));
        }
    }
}
