package io.alluvium.sources.objects.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.sources.objects.json.JsonShape.Framing;
import io.alluvium.sources.objects.value.TextFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Files made by chance, whole and damaged, against a reader that shares nothing with ours. */
class JsonFuzzTest {
    private static final int FILES = 10_000;
    private static final long SEED = 1515;

    /** Spark's own reader rounds, re-prints, cuts or misses these. */
    private static final String[] CHANGED_BY_SPARK = {
        "1.10",
        "1e5",
        "12345678901234567890.123456789",
        "9007199254740993",
        "1234567890123456789.12",
        "1e400",
        "2.675",
        "\"12,50\"",
        "\"1,234\"",
        "{\"b\":1.10, \"a\": [ 1]}",
        "\"\\ud83d\"",
        "0.100000000000000000001",
        "99999999.999"
    };

    private static final String[] CHANGED_AS_TEXT = {"1.10", "1e5", "[1.50]", "{\"b\":1.10, \"a\": [ 1]}", "{ }"};
    private static final String[] CHANGED_AS_DECIMAL = {"2.675", "0.125", "1.005", "-7.999", "0.001"};
    private static final String[] CHANGED_AS_DOUBLE = {
        "9007199254740993", "1e400", "0.100000000000000000001", "1234567890123456789.12", "-1e400"
    };

    private static final String[] PLAIN = {
        "0",
        "-0",
        "1",
        "-7",
        "12.5",
        "12.50",
        "3.0",
        "0.1",
        "1e-3",
        "-0.0",
        "9223372036854775807",
        "9223372036854775808",
        "2147483648",
        "1.5E2",
        "true",
        "false",
        "null",
        "\"\"",
        "\"a\"",
        "\"007\"",
        "\"1.5\"",
        "\" 12 \"",
        "\"true\"",
        "\"T\"",
        "\"2024-02-29\"",
        "\"2023-02-29\"",
        "\"\\u00e9\\n\\\"\\\\\\/\"",
        "\"\u00c3\u00a9\"",
        "\"\u00f0\u009f\u0098\u0080\"",
        "\"\\ud83d\\ude00\"",
        "[]",
        "[1,2]",
        "[1, null ,3]",
        "[\"4\"]",
        "[1.5]",
        "[[1]]",
        "{}",
        "{\"a\":1}",
        "{\"A\":2,\"t\":3.10}",
        "{\"a\":1,\"A\":2}",
        "{\"t\":{\"a\":[]}}",
        "{\"q\":[{\"a\":1}],\"a\":null}",
        "\"a, ]} \\\" {\"",
        "20240229",
        "1E+2",
        "4.9e-324"
    };

    private static final String[] DAMAGE = {
        "\"",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\\",
        "\n",
        "\r\n",
        " ",
        "0",
        "e",
        ".",
        "-",
        "\u0000",
        "\u00ff",
        "\u00c3",
        "\u00ed\u00a0\u0080",
        "tru",
        "\t",
        "/*a*/"
    };

    @Test
    void everyFileIsReadAsThePlainestReaderReadsIt() {
        Random random = new Random(SEED);
        StructType columns = StructType.fromDDL(PlainRows.COLUMNS);
        int rows = 0;
        int corrupt = 0;
        for (int i = 0; i < FILES; i++) {
            Framing framing = Framing.values()[random.nextInt(3)];
            String file = damaged(random, file(random, framing));
            List<String> found = ReadJson.of(
                    new JsonShape(framing, List.of(), TextFormat.USUAL),
                    columns,
                    file.getBytes(StandardCharsets.ISO_8859_1));
            List<String> wanted = PlainRows.of(framing, file);
            // Why a record is corrupt is told in words of our own; its text is the same.
            assertThat(found.stream().map(JsonFuzzTest::withoutReason))
                    .as("file %d, %s: %s", i, framing, file)
                    .isEqualTo(wanted.stream().map(JsonFuzzTest::decoded).toList());
            corrupt += (int)
                    wanted.stream().filter(row -> row.startsWith("corrupt: ")).count();
            rows += wanted.size();
        }
        assertThat(corrupt).isBetween(rows / 5, rows * 4 / 5);
    }

    /** Of many of the files Spark's reader gives rows that are not in them, without a word. */
    @Test
    void sparkChangesValuesOfManyOfTheFiles() {
        Random random = new Random(SEED);
        SparkJson spark = new SparkJson(StructType.fromDDL(PlainRows.COLUMNS));
        int changed = 0;
        int files = FILES / 2;
        for (int i = 0; i < files; i++) {
            Framing framing = Framing.values()[random.nextInt(3)];
            String file = damaged(random, file(random, framing));
            List<String> rows = new ArrayList<>(PlainRows.of(framing, file));
            changed += spark.rows(framing, file).stream().allMatch(rows::remove) ? 0 : 1;
        }
        assertThat(changed).isGreaterThan(files * 3 / 10);
    }

    /** Columns that were inferred hold every value of every object that is clear. */
    @Test
    void inferredColumnsHoldEveryValue() throws IOException {
        Random random = new Random(SEED);
        int clear = 0;
        for (int i = 0; i < FILES / 5; i++) {
            String file = damaged(random, file(random, Framing.LINES));
            byte[] bytes = file.getBytes(StandardCharsets.ISO_8859_1);
            JsonInference inference = new JsonInference(JsonShape.lines());
            inference.add(new ByteArrayInputStream(bytes));
            List<String> rows = ReadJson.of(JsonShape.lines(), inference.columns(), bytes);
            List<String> wanted = PlainRows.clearObjects(file);
            assertThat(rows.stream().filter(row -> !row.startsWith("corrupt: ")))
                    .as("file %d, %s: %s", i, inference.columns().toDDL(), file)
                    .hasSizeGreaterThanOrEqualTo(wanted.size());
            clear += wanted.size();
        }
        assertThat(clear).isGreaterThan(FILES / 5);
    }

    private static String withoutReason(String row) {
        return row.startsWith("corrupt: ") ? row.replaceFirst("(?s)^corrupt: [^:]*: ", "corrupt: ") : row;
    }

    private static String decoded(String row) {
        return row.startsWith("corrupt: ")
                ? new String(row.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                : row;
    }

    private static String file(Random random, Framing framing) {
        int count = random.nextInt(7);
        StringBuilder file = new StringBuilder(framing == Framing.ARRAY ? blanks(random) + "[" : "");
        for (int i = 0; i < count; i++) {
            boolean list = framing == Framing.LINES && random.nextInt(8) == 0;
            String record = random.nextInt(12) == 0 ? value(random) : object(random);
            file.append(list ? "[" + record + "," + object(random) + "]" : record);
            if (framing != Framing.ARRAY) {
                file.append(
                        framing == Framing.LINES ? pick(random, "\n", "\r\n", "\r", "\n\n", " \n") : blanks(random));
            } else if (i + 1 < count) {
                file.append(blanks(random)).append(',').append(blanks(random));
            }
        }
        return file.append(framing == Framing.ARRAY ? "]" + blanks(random) : "").toString();
    }

    private static String object(Random random) {
        StringBuilder object = new StringBuilder("{");
        String[] keys = {
            "i", "t", "x", "b", "d", "day", "t", "l", "x", "s", "t", "d", "I", "T", "D", "Day", "X", "\\u0069", "t",
            "other", "Other"
        };
        int start = random.nextInt(keys.length);
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            // Neighbours in the list of keys, so that most objects have no key twice.
            object.append(i == 0 ? "" : ",")
                    .append(random.nextInt(6) == 0 ? " " : "")
                    .append('"')
                    .append(keys[(start + i) % keys.length])
                    .append("\":")
                    .append(value(random, keys[(start + i) % keys.length]));
        }
        return object.append(random.nextInt(6) == 0 ? " }" : "}").toString();
    }

    private static String value(Random random, String key) {
        String[] nasty = switch (key) {
            case "t", "T" -> CHANGED_AS_TEXT;
            case "d", "D" -> CHANGED_AS_DECIMAL;
            case "x", "X" -> CHANGED_AS_DOUBLE;
            default -> CHANGED_BY_SPARK;
        };
        return nasty != CHANGED_BY_SPARK && random.nextInt(3) > 0 ? pick(random, nasty) : value(random);
    }

    private static String value(Random random) {
        return random.nextInt(3) > 0 ? pick(random, PLAIN) : pick(random, CHANGED_BY_SPARK);
    }

    private static String damaged(Random random, String file) {
        String text = file;
        int wounds = random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0;
        for (int i = 0; i < wounds && !text.isEmpty(); i++) {
            int at = random.nextInt(text.length());
            int cut = random.nextInt(3) == 0 ? text.length() : Math.min(text.length(), at + random.nextInt(3));
            text = random.nextInt(10) == 0
                    ? text.substring(0, at)
                    : text.substring(0, at) + pick(random, DAMAGE) + text.substring(Math.min(cut, at + 1));
        }
        return text;
    }

    private static String blanks(Random random) {
        return pick(random, "", "", " ", "\n", "\r\n\t", "  ");
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
