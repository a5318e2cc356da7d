package io.alluvium.sources.objects.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Texts and what Python's decimal, fractions and datetime say that they stand for; see make_values.py. */
class ValueTableTest {
    private static final Pattern ESCAPE =
            Pattern.compile("\\\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([tnr\\\\]))");

    private record Line(String type, String options, String text, String outcome, String duckDb) {}

    @Test
    void everyTextIsWhatPythonSaysOrCorrupt() throws IOException {
        Map<String, DecodedTexts> decoders = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        for (Line line : table()) {
            String found = decoders.computeIfAbsent(
                            line.type() + line.options(), key -> new DecodedTexts(line.type(), format(line.options())))
                    .of(line.text());
            if (!same(line, found)) {
                wrong.add(line + " became " + found);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void theTableHasEveryTypeAndBothOutcomesOfEach() throws IOException {
        Map<String, Integer> taken = new HashMap<>();
        Map<String, Integer> refused = new HashMap<>();
        for (Line line : table()) {
            (line.outcome().equals(DecodedTexts.CORRUPT) ? refused : taken).merge(line.type(), 1, Integer::sum);
        }
        assertThat(table()).hasSizeGreaterThan(400);
        assertThat(taken)
                .containsKeys("boolean", "tinyint", "smallint", "int", "bigint", "float", "double")
                .containsKeys("decimal(12,2)", "decimal(38,10)", "string", "date", "timestamp", "timestamp_ntz");
        taken.remove("string");
        assertThat(refused.keySet()).isEqualTo(taken.keySet());
    }

    /** What DuckDB refuses and we take is little, and known; it never understands a text otherwise. */
    @Test
    void duckDbUnderstandsNothingOtherwise() throws IOException {
        assertThat(table()).extracting(Line::duckDb).containsOnly("same", "takes", "refuses", "-");
        assertThat(table().stream().filter(line -> line.duckDb().equals("refuses")))
                .allMatch(line -> line.text().matches("[ ].*|.*[\\t]|.*,5| ?.* (Z|[+].*)"));
    }

    private static boolean same(Line line, String found) {
        String wanted = line.outcome();
        if (line.type().equals("float") || line.type().equals("double")) {
            boolean corrupt = wanted.equals(DecodedTexts.CORRUPT) || found.equals(DecodedTexts.CORRUPT);
            return corrupt
                    ? wanted.equals(found)
                    : Double.doubleToLongBits(Double.parseDouble(wanted))
                            == Double.doubleToLongBits(Double.parseDouble(found));
        }
        return line.type().equals("string") ? unescaped(wanted).equals(found) : wanted.equals(found);
    }

    private static List<Line> table() throws IOException {
        try (var in = ValueTableTest.class.getResourceAsStream("/values/values.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split("\t", -1))
                    .map(fields -> new Line(fields[0], fields[1], unescaped(fields[2]), fields[3], fields[4]))
                    .toList();
        }
    }

    private static String unescaped(String barred) {
        String text = barred.startsWith("|") ? barred.substring(1, barred.length() - 1) : barred;
        return ESCAPE.matcher(text).replaceAll(match -> java.util.regex.Matcher.quoteReplacement(character(match)));
    }

    private static String character(MatchResult escape) {
        if (escape.group(4) != null) {
            return switch (escape.group(4)) {
                case "t" -> "\t";
                case "n" -> "\n";
                case "r" -> "\r";
                default -> "\\";
            };
        }
        String digits =
                escape.group(1) != null ? escape.group(1) : escape.group(2) != null ? escape.group(2) : escape.group(3);
        return Character.toString(Integer.parseInt(digits, 16));
    }

    private static TextFormat format(String options) {
        Map<String, String> told = new HashMap<>();
        if (!options.equals("-")) {
            for (String option : options.split("&")) {
                told.put(option.split("=", 2)[0], unescaped(option.split("=", 2)[1]));
            }
        }
        List<String> patterns =
                told.containsKey("formats") ? List.of(told.get("formats").split(";")) : List.of();
        boolean withTime = patterns.stream().anyMatch(pattern -> pattern.contains("mm"));
        return new TextFormat(
                told.getOrDefault("mark", ".").charAt(0),
                told.getOrDefault("group", "\0").charAt(0),
                withTime ? List.of() : patterns,
                withTime ? patterns : List.of(),
                ZoneId.of(told.getOrDefault("zone", "UTC")));
    }
}
