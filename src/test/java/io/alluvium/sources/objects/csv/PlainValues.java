package io.alluvium.sources.objects.csv;

import io.alluvium.sources.objects.value.TextFormat;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a text stands for, worked out with {@link BigDecimal} and {@code java.time}. */
final class PlainValues {
    /** Stands for a text that its type cannot hold without loss. */
    static final String UNFIT = "unfit";

    private static final Pattern TIMESTAMP = Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d)(?::(\\d\\d)"
            + "(?:[.,](\\d+))?)?(?: ?(Z|(?i:utc)|[+-]\\d\\d(?::?\\d\\d|:\\d\\d:\\d\\d)?))?");

    private final TextFormat format;
    private final Pattern number;

    PlainValues(TextFormat format) {
        this.format = format;
        String mark = Pattern.quote(String.valueOf(format.decimalMark()));
        String group = Pattern.quote(String.valueOf(format.grouping()));
        String grouped = format.grouping() == TextFormat.NO_GROUPING
                ? ""
                : "|[1-9]\\d{0,2}(?:" + group + "\\d{3})+(?:" + mark + "\\d*)?";
        this.number = Pattern.compile(
                "([+-]?)(\\d+(?:" + mark + "\\d*)?|" + mark + "\\d+" + grouped + ")(?:[eE]([+-]?\\d+))?");
    }

    /** The value as the type spells it, or {@link #UNFIT}. */
    String of(String type, String text) {
        if (type.equals("string")) {
            return "[" + text + "]";
        }
        String value = text.replaceAll("^[ \t]+|[ \t]+$", "");
        try {
            return switch (type) {
                case "smallint" -> whole(value, 16);
                case "int" -> whole(value, 32);
                case "bigint" -> whole(value, 64);
                case "decimal(10,2)" -> decimal(value, 10, 2);
                case "decimal(38,10)" -> decimal(value, 38, 10);
                case "double" -> binary(value, false);
                case "float" -> binary(value, true);
                case "boolean" -> truth(value);
                case "date" -> day(value).toString();
                case "timestamp" -> time(value, false);
                case "timestamp_ntz" -> time(value, true);
                default -> throw new IllegalArgumentException(type);
            };
        } catch (ArithmeticException | DateTimeException e) {
            return UNFIT;
        }
    }

    private static void require(boolean fits) {
        if (!fits) {
            throw new ArithmeticException();
        }
    }

    private BigDecimal number(String text) {
        Matcher matcher = number.matcher(text);
        require(matcher.matches());
        String digits =
                matcher.group(2).replace(String.valueOf(format.grouping()), "").replace(format.decimalMark(), '.');
        BigDecimal written = new BigDecimal(matcher.group(1) + (digits.endsWith(".") ? digits + "0" : digits));
        if (digits.endsWith(".")) {
            written = written.setScale(0);
        }
        if (matcher.group(3) == null || written.signum() == 0) {
            return written;
        }
        BigInteger exponent = new BigInteger(matcher.group(3));
        require(exponent.bitLength() < 20);
        return written.scaleByPowerOfTen(exponent.intValue());
    }

    /** The number with exactly so many digits behind the mark, all of which are written or zeros behind it. */
    private BigDecimal fixed(String text, int scale) {
        BigDecimal written = number(text);
        require(written.signum() == 0 || written.scale() >= 0);
        return written.setScale(scale);
    }

    private String whole(String text, int bits) {
        BigInteger value = fixed(text, 0).toBigIntegerExact();
        require(value.bitLength() < bits);
        return value.toString();
    }

    private String decimal(String text, int precision, int scale) {
        BigDecimal value = fixed(text, scale);
        require(value.precision() <= precision);
        return value.toPlainString();
    }

    private String binary(String text, boolean isFloat) {
        if (text.equalsIgnoreCase("nan")) {
            return "NaN";
        }
        if (text.matches("(?i)[+-]?inf(inity)?")) {
            return text.startsWith("-") ? "-Infinity" : "Infinity";
        }
        BigDecimal written = number(text);
        double nearest = isFloat ? Float.parseFloat(written.toString()) : Double.parseDouble(written.toString());
        require(Double.isFinite(nearest));
        BigDecimal counted = written;
        if (written.scale() > 0) {
            BigDecimal stripped = written.stripTrailingZeros();
            counted = stripped.scale() < 0 ? stripped.setScale(0) : stripped;
        }
        BigDecimal off = new BigDecimal(nearest).subtract(written).abs();
        require(off.add(off).compareTo(counted.ulp()) <= 0);
        double signed = nearest == 0 && text.startsWith("-") ? -0.0 : nearest;
        return isFloat ? Float.toString((float) signed) : Double.toString(signed);
    }

    private static String truth(String text) {
        require(text.matches("(?i)true|false|t|f|0|1"));
        return String.valueOf(text.matches("(?i)t.*|1"));
    }

    private LocalDate day(String text) {
        if (format.dateFormats().isEmpty()) {
            require(text.matches("\\d{4}-\\d\\d-\\d\\d"));
            LocalDate day = LocalDate.parse(text);
            require(day.getYear() > 0);
            return day;
        }
        LocalDate day = parsed(format.dateFormats(), text)
                .map(found -> found.query(TemporalQueries.localDate()))
                .filter(found -> found != null)
                .findFirst()
                .orElseThrow(ArithmeticException::new);
        require(day.getYear() > 0 && day.getYear() < 10_000);
        return day;
    }

    private static Stream<TemporalAccessor> parsed(List<String> patterns, String text) {
        return patterns.stream().flatMap(pattern -> {
            DateTimeFormatter formatter = new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .appendPattern(pattern.replace('y', 'u'))
                    .toFormatter(Locale.ENGLISH)
                    .withResolverStyle(ResolverStyle.STRICT);
            try {
                return Stream.of(formatter.parse(text));
            } catch (DateTimeException e) {
                return Stream.empty();
            }
        });
    }

    private String time(String text, boolean isLocal) {
        Instant instant = format.timestampFormats().isEmpty() ? byIso(text, isLocal) : byPattern(text, isLocal);
        int year = instant.atOffset(ZoneOffset.UTC).getYear();
        require(year > 0 && year < 10_000);
        return String.valueOf(instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000);
    }

    private Instant byIso(String text, boolean isLocal) {
        Matcher matcher = TIMESTAMP.matcher(text);
        require(matcher.matches());
        String fraction = matcher.group(4) == null ? "0" : matcher.group(4).replaceAll("0+$", "") + "0";
        require(fraction.length() <= 7);
        LocalDateTime local = LocalDateTime.of(
                LocalDate.parse(matcher.group(1)),
                LocalTime.parse(matcher.group(2) + ":" + (matcher.group(3) == null ? "00" : matcher.group(3)) + "."
                        + fraction));
        require(local.getYear() > 0);
        String zone = matcher.group(5);
        if (zone == null) {
            return inZone(local, isLocal);
        }
        require(!isLocal);
        return local.toInstant(Character.isLetter(zone.charAt(0)) ? ZoneOffset.UTC : ZoneOffset.of(zone));
    }

    /** A local time without an offset of its own. */
    private Instant inZone(LocalDateTime local, boolean isLocal) {
        return local.toInstant(isLocal ? ZoneOffset.UTC : onlyOffset(format.zone(), local));
    }

    private static ZoneOffset onlyOffset(ZoneId zone, LocalDateTime local) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        require(offsets.size() == 1);
        return offsets.get(0);
    }

    private Instant byPattern(String text, boolean isLocal) {
        TemporalAccessor found = parsed(format.timestampFormats(), text)
                .filter(time -> time.get(ChronoField.NANO_OF_SECOND) % 1_000 == 0)
                .findFirst()
                .orElseThrow(ArithmeticException::new);
        LocalDateTime local =
                LocalDateTime.of(found.query(TemporalQueries.localDate()), found.query(TemporalQueries.localTime()));
        ZoneId zone = found.query(TemporalQueries.zone());
        if (zone == null) {
            return inZone(local, isLocal);
        }
        require(!isLocal);
        return local.toInstant(onlyOffset(zone, local));
    }
}
