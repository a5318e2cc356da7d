package io.alluvium.sources.objects.csv;

import io.alluvium.sources.objects.value.TextFormat;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/** Texts that stand for values, or nearly do: as people, spreadsheets and databases spell them. */
final class CsvTexts {
    private static final String[] STRINGS = {
        "a",
        "b c",
        " lead",
        "trail ",
        "",
        "007",
        "1.50",
        "NULL",
        "say \"hi\"",
        "5\" disk",
        "\"",
        "\"\"",
        "it's",
        "a,b",
        "a;b",
        "x\ny",
        "x\r\ny",
        "x\ry",
        "\u00e4\u00f6\u00fc",
        "\u65e5\u672c",
        "\ud83d\ude00",
        "\u00a7",
        "\u00a6",
        "\ufeffx",
        "a\\b",
        "\\",
        "\\n",
        "^",
        "|",
        "a|b",
        "~~",
        "#1",
        "\t",
        "\u2028",
        "\u00a0",
        "\u0000",
        "x\u0000y",
        "e\u0301",
        "- ",
        "\u20ac",
        "banana",
        "a\\,b\"c",
        "^,/;\\|"
    };
    private static final String[] NUMBERS = {
        "0",
        "-0",
        "1",
        "+7",
        "-12",
        "007",
        "1e3",
        "1E2",
        "1.0e1",
        "1.25e1",
        "100e-1",
        "12e-1",
        "1e400",
        "1e-400",
        "4.9e-324",
        "2.4e-324",
        "1.7976931348623157e308",
        "0.1",
        "0.10000000000000001",
        "2.675",
        "2.005",
        "12.505",
        "99999999.99",
        "99999999.994",
        "99999999.995",
        "100000000.00",
        "1.10",
        "1.100",
        ".5",
        "5.",
        ".",
        "-",
        "+",
        "- 5",
        "1 2",
        "1-",
        "0x10",
        "1_000",
        "1f",
        "1.5d",
        "1L",
        "NaN",
        "nan",
        "-NaN",
        "Infinity",
        "-inf",
        "+INF",
        "infinit",
        "32767",
        "32768",
        "-32768",
        "-32769",
        "2147483647",
        "2147483648",
        "-2147483648",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "9007199254740992",
        "9007199254740993",
        "16777216",
        "16777217",
        "3.4028235e38",
        "3.4028236e38",
        "1.17549435e-38",
        "1e-46",
        "12345678901234567890.123456789",
        "1234567890123456789012345678.0123456789",
        "12345678901234567890123456789.0000000000",
        "0.00000000001",
        "0.00000000010",
        "123456789012345678",
        "1234567890123456789",
        "0e99999999999",
        "1e99999999999",
        "1e-99999999999",
        "1e+2",
        "1e",
        "1e+",
        "e5",
        "\u0661",
        "\uff11",
        "1\u00a0000",
        "--1",
        "+-1",
        "1.2.3",
        "0.0",
        "00.00",
        "9.999999999999999e22",
        "8.41",
        "179769313486231580793728971405301e276",
        "0.30000000000000004",
        "123456.7",
        "1.0000001",
        "0.3"
    };
    private static final String[] TRUTHS = {
        "true", "false", "TRUE", "False", "t", "F", "1", "0", "yes", "no", "on", "2", "01", "tru", "truee", "null", "Y"
    };
    private static final String[] DAYS = {
        "2024-02-29",
        "2023-02-29",
        "2100-02-29",
        "2000-02-29",
        "0001-01-01",
        "0000-01-01",
        "9999-12-31",
        "10000-01-01",
        "2024-1-1",
        "2024-02",
        "2024",
        "20240229",
        "29.02.2024",
        "31.04.2024",
        "1/2/2024",
        "31/12/2023",
        "13/13/2023",
        "05 Feb 2024",
        "05 FEB 2024",
        "30 feb 2024",
        "5 Feb 2024",
        "2024-02-29 10:00",
        "2024-02-29T00:00:00Z",
        "24-02-29",
        "2024/02/29",
        "-2024-02-29",
        "2024-13-01",
        "2024-00-10",
        "1582-10-10",
        "1900-02-29",
        "45351",
        "2024-02-30",
        "01.01.20240",
        "2024-06-31",
        "2024-12-00",
        "2024-02-2\u0669"
    };
    private static final String[] TIMES = {
        "10:00",
        "00:00:00",
        "23:59:59",
        "24:00",
        "24:00:00",
        "23:59:60",
        "02:30:00",
        "02:00:00",
        "01:30:00",
        "03:00",
        "1:05",
        "10:00:00.1",
        "10:00:00.123456",
        "10:00:00.1234567",
        "10:00:00.1234560",
        "10:00:00,5",
        "10:00:00.",
        "10:00:0",
        "10:60",
        "10:00:00.999999",
        "10:00:00.9999995",
        "02:59:59.999999",
        "12:00 PM",
        "12:00 am",
        "00:30 AM",
        "10:00:00.0000005"
    };
    private static final String[] TIME_DAYS = {
        "2024-03-31",
        "2024-10-27",
        "2024-03-10",
        "2024-11-03",
        "2011-12-30",
        "2024-02-29",
        "2023-02-29",
        "0001-01-01",
        "9999-12-31",
        "1970-01-01",
        "1893-04-01",
        "0000-12-31",
        "1883-11-18",
        "1582-10-10"
    };
    private static final String[] OFFSETS = {
        "",
        "",
        "",
        "Z",
        "z",
        "+02:00",
        "-05",
        "+0530",
        "+05:30:15",
        "+18:00",
        "+18:01",
        "+19:00",
        " UTC",
        " +01:00",
        "  +01:00",
        "+1:00",
        " Europe/Berlin",
        " CET",
        "-00:00",
        "+02:60",
        "-00:00:01",
        "+12:00",
        "-12:00"
    };

    private final Random random;
    private final TextFormat format;

    CsvTexts(Random random, TextFormat format) {
        this.random = random;
        this.format = format;
    }

    String of(String type) {
        String text = switch (type) {
            case "string" -> pick(STRINGS);
            case "boolean" -> pick(TRUTHS);
            case "date" -> day();
            case "timestamp", "timestamp_ntz" -> time();
            default -> number();
        };
        if (random.nextInt(30) == 0) {
            return pick(STRINGS);
        }
        return random.nextInt(12) == 0 ? pick(" ", "\t", "\u00a0", "  ") + text + pick("", " ", "\t ") : text;
    }

    /** One that the type holds. */
    String sound(String type) {
        LocalDateTime time =
                LocalDateTime.of(1 + random.nextInt(9_998), 1 + random.nextInt(12), 1 + random.nextInt(28), 10, 5);
        String number = String.valueOf(random.nextInt(10_000) - 5_000);
        return switch (type) {
            case "string" -> pick(STRINGS);
            case "boolean" -> pick("true", "FALSE", "t", "0");
            case "date" -> written(time, format.dateFormats(), "uuuu-MM-dd");
            case "timestamp", "timestamp_ntz" -> written(time, local(format.timestampFormats()), "uuuu-MM-dd'T'HH:mm");
            case "smallint", "int", "bigint" -> number;
            default -> number + pick("", "0") + format.decimalMark() + pick("5", "25", "50", "0", "");
        };
    }

    private static List<String> local(List<String> patterns) {
        return patterns.stream()
                .filter(pattern -> !pattern.matches(".*(XXX|VV)"))
                .toList();
    }

    private static String written(LocalDateTime time, List<String> patterns, String otherwise) {
        String pattern = patterns.isEmpty() ? otherwise : patterns.get(0).replace('y', 'u');
        return time.format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String number() {
        String text = random.nextInt(3) == 0 ? digits() : pick(NUMBERS);
        String marked =
                format.decimalMark() == '.' || random.nextInt(10) == 0 ? text : text.replace('.', format.decimalMark());
        if (format.grouping() == TextFormat.NO_GROUPING || random.nextInt(3) > 0) {
            return marked;
        }
        String grouped = marked.replaceAll(
                "(?<=^[+-]?\\d{1,30})(?=(\\d{3})+([^\\d]|$))",
                java.util.regex.Matcher.quoteReplacement(String.valueOf(format.grouping())));
        return random.nextInt(4) > 0 || grouped.length() < 3
                ? grouped
                : new StringBuilder(grouped)
                        .insert(1 + random.nextInt(grouped.length() - 1), format.grouping())
                        .toString();
    }

    /** Of any length, so that each way of reading numbers is met at its edges. */
    private String digits() {
        String whole = digits(random.nextInt(random.nextInt(4) == 0 ? 40 : 20));
        String fraction = digits(random.nextInt(random.nextInt(4) == 0 ? 40 : 12));
        String zeros = random.nextInt(4) == 0 ? "000" : "";
        String exponent = random.nextInt(6) == 0 ? pick("e", "E") + pick("", "-", "+") + random.nextInt(330) : "";
        return pick("", "", "-", "+")
                + zeros
                + whole
                + (random.nextInt(3) == 0 ? "" : "." + fraction + zeros)
                + exponent;
    }

    private String digits(int count) {
        return random.ints(count, 0, 10).mapToObj(String::valueOf).collect(Collectors.joining());
    }

    private String day() {
        return random.nextInt(3) > 0
                ? pick(DAYS)
                : String.format(
                        pick("%04d-%02d-%02d", "%3$02d.%2$02d.%1$04d", "%3$d/%2$d/%1$04d", "%04d%02d%02d"),
                        1 + random.nextInt(9_999),
                        1 + random.nextInt(12),
                        1 + random.nextInt(31));
    }

    private String time() {
        String day = random.nextInt(3) == 0 ? day() : pick(TIME_DAYS);
        if (!format.timestampFormats().isEmpty() && random.nextInt(3) > 0) {
            String[] parts = day.split("-", -1);
            day = parts.length < 3
                    ? day
                    : switch (format.timestampFormats().get(0).substring(0, 2)) {
                        case "dd" -> parts[2] + "." + parts[1] + "." + parts[0];
                        case "MM" -> parts[1] + "/" + parts[2] + "/" + parts[0];
                        default -> day;
                    };
        }
        return day + pick(" ", " ", "T", "t", "  ") + pick(TIMES) + pick(OFFSETS);
    }
}
