package io.alluvium.sources.objects.csv;

import io.alluvium.sources.objects.value.TextFormat;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.spark.sql.types.StructType;

/** Makes files of CSV by chance: most of them sound, many of them nasty, some damaged. */
final class CsvSamples {
    private static final String[] TYPES = {
        "string",
        "string",
        "smallint",
        "int",
        "bigint",
        "decimal(10,2)",
        "decimal(38,10)",
        "double",
        "float",
        "boolean",
        "date",
        "timestamp",
        "timestamp_ntz"
    };
    private static final String[] DAMAGE = {
        "\"",
        "\"\"",
        "'",
        "\\",
        ",",
        ";",
        "|",
        "\n",
        "\r",
        "\r\n",
        "\n\n",
        " ",
        "\t",
        "#",
        "0",
        "-",
        ".",
        "e",
        "\u0000",
        "\u00ff",
        "\u00c3",
        "\u00ed\u00a0\u0080",
        "\u00c0\u00af",
        "\u00f5\u0080\u0080\u0080",
        "\u00ef\u00bb\u00bf",
        "\u00c2\u0085",
        "\u00e2\u0080\u00a8",
        "\u001a",
        "\u000b"
    };

    private final Random random;
    private final CsvTexts texts;
    private final CsvFormat format;
    private final TextFormat values;
    private final String delimiter;

    private CsvSamples(Random random) {
        this.random = random;
        this.format = format();
        this.values = values();
        this.texts = new CsvTexts(random, values);
        this.delimiter = bytes(format.delimiter());
    }

    static CsvSample next(Random random) {
        return new CsvSamples(random).sample();
    }

    private static String bytes(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }

    private CsvFormat format() {
        String between = pick(",", ",", ",", ";", "\t", "|", "||", ", ", "\u00a6", "\u20ac", " ", "~~~", "a");
        char quote = oneIn(8) ? CsvFormat.NONE : oneIn(6) ? '\'' : '"';
        char escape = oneIn(4) ? pick("\\", "^", "/").charAt(0) : CsvFormat.NONE;
        char comment = oneIn(4) ? pick("#", "%").charAt(0) : CsvFormat.NONE;
        List<String> nulls = switch (random.nextInt(6)) {
            case 0 -> List.of();
            case 1 -> List.of("", "NULL");
            case 2 -> List.of("\\N");
            case 3 -> List.of("-", "n/a", "\u2014");
            default -> List.of("");
        };
        return new CsvFormat(between, quote, escape, comment, oneIn(5) ? 1 + random.nextInt(2) : 0, !oneIn(3), nulls);
    }

    private TextFormat values() {
        char mark = oneIn(3) ? ',' : '.';
        char grouping = oneIn(2)
                ? TextFormat.NO_GROUPING
                : pick(".", ",", " ", "'", "_", "\u2019", "\u00a0").charAt(0);
        List<String> dates = oneIn(2)
                ? List.of()
                : oneIn(2) ? List.of("dd.MM.yyyy") : List.of(pick("d/M/yyyy", "dd MMM yyyy"), "yyyyMMdd");
        List<String> times = oneIn(2)
                ? List.of()
                : oneIn(2)
                        ? List.of(pick("dd.MM.yyyy HH:mm:ss", "MM/dd/yyyy hh:mm a"))
                        : List.of("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSXXX", "yyyy-MM-dd HH:mm:ss VV", "dd MMM yyyy HH:mm");
        String zone = pick("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia");
        return new TextFormat(mark, grouping == mark ? '\'' : grouping, dates, times, ZoneId.of(zone));
    }

    private CsvSample sample() {
        StructType columns = new StructType();
        List<String> types = new ArrayList<>();
        int width = oneIn(6) ? 1 : 2 + random.nextInt(4);
        for (int i = 0; i < width; i++) {
            String type = pick(TYPES);
            types.add(type);
            columns = columns.add("Col" + i, org.apache.spark.sql.types.DataType.fromDDL(type));
        }
        StringBuilder file = new StringBuilder(oneIn(6) ? "\u00ef\u00bb\u00bf" : "");
        for (int i = 0; i < format.skip(); i++) {
            file.append(pick("Report \"x", "", "a,b", "\u00ef\u00bb\u00bf")).append(lineEnd());
        }
        List<Integer> order = order(width);
        if (format.header()) {
            file.append(between(order.stream().map(this::name).toList())).append(lineEnd());
        }
        for (int rows = random.nextInt(9); rows > 0; rows--) {
            file.append(record(order, types)).append(rows == 1 && oneIn(3) ? "" : lineEnd());
            file.append(oneIn(10) ? lineEnd() : "");
        }
        int mostBytes = oneIn(4) ? 24 + random.nextInt(100) : 4_096;
        return new CsvSample(format, values, columns, damaged(file.toString()), mostBytes, oneIn(4) ? 1_000 : 9);
    }

    /** Which column each value of a record is for; a negative number where for none. */
    private List<Integer> order(int width) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            if (!format.header() || !oneIn(10)) {
                order.add(i);
            }
        }
        if (format.header()) {
            Collections.shuffle(order, random);
            if (oneIn(5) || order.isEmpty()) {
                order.add(random.nextInt(order.size() + 1), -1);
            }
        }
        return order;
    }

    private String name(int column) {
        String name = column < 0 ? pick("more", "\u00c3\u00a4", "x y") : "Col" + column;
        String spelled = oneIn(4) ? name.toUpperCase(Locale.ROOT) : name;
        return oneIn(4) ? quoted(spelled) : escaped(spelled);
    }

    private String record(List<Integer> order, List<String> types) {
        if (format.comment() != CsvFormat.NONE && oneIn(8)) {
            return format.comment() + pick(" a comment", "", "\"", "1,2");
        }
        List<String> record = new ArrayList<>();
        boolean sound = oneIn(2);
        for (int column : order) {
            String type = column < 0 ? "string" : types.get(column);
            record.add(written(bytes(sound ? texts.sound(type) : texts.of(type))));
        }
        if (oneIn(15)) {
            record.add(written(bytes(texts.of("string"))));
        } else if (oneIn(15)) {
            record.remove(0);
        }
        return between(record);
    }

    private String between(List<String> parts) {
        return String.join(delimiter, parts);
    }

    private String written(String value) {
        if (oneIn(12)) {
            return format.nulls().isEmpty()
                    ? ""
                    : bytes(format.nulls().get(random.nextInt(format.nulls().size())));
        }
        if (oneIn(25)) {
            return value;
        }
        boolean special = value.contains(delimiter)
                || value.matches("(?s).*[\r\n].*")
                || !value.isEmpty() && (value.charAt(0) == format.quote() || value.charAt(0) == format.comment());
        return format.quote() != CsvFormat.NONE && (special && !oneIn(10) || oneIn(4)) ? quoted(value) : escaped(value);
    }

    private String quoted(String value) {
        if (format.quote() == CsvFormat.NONE) {
            return escaped(value);
        }
        String quote = String.valueOf(format.quote());
        String escape = String.valueOf(format.escape());
        boolean doubles = format.escape() == CsvFormat.NONE || oneIn(2);
        boolean takesEscapes = format.escape() != CsvFormat.NONE && !oneIn(6);
        String inner = takesEscapes ? value.replace(escape, escape + escape) : value;
        return quote + inner.replace(quote, (doubles ? quote : escape) + quote) + quote;
    }

    private String escaped(String value) {
        if (format.escape() == CsvFormat.NONE) {
            return value;
        }
        String escape = String.valueOf(format.escape());
        String text = value.replace(escape, escape + escape).replace(delimiter, escape + delimiter);
        return text.replace("\r\n", "\n").replace("\n", escape + "\n");
    }

    private String lineEnd() {
        int usual = Math.floorMod(format.hashCode(), 4);
        return oneIn(12) || usual == 3 && oneIn(3)
                ? pick("\n", "\r\n", "\r")
                : usual == 0 ? "\r\n" : usual == 1 ? "\r" : "\n";
    }

    private String damaged(String file) {
        String text = file;
        int wounds = oneIn(4) ? 1 + random.nextInt(2) : 0;
        for (int i = 0; i < wounds && !text.isEmpty(); i++) {
            int at = random.nextInt(text.length());
            text = oneIn(10)
                    ? text.substring(0, at)
                    : text.substring(0, at) + pick(DAMAGE) + text.substring(at + (oneIn(2) ? 1 : 0));
        }
        return text;
    }
}
