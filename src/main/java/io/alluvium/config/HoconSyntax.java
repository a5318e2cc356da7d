package io.alluvium.config;

import com.typesafe.config.ConfigException;
import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in plain words why a text is not HOCON, or why it does not mean what it looks like. */
final class HoconSyntax {
    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");

    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{[^}]*}");

    /** Such as follow a blank, or a character that ends whatever is before it. */
    private static final Pattern COMMENT = Pattern.compile("(?<=^|[\\s=:,\\[\\]{}\"])#.*|(?<=^|\\s)//.*");

    /** Within a word. */
    private static final Pattern BEGINS_COMMENT =
            Pattern.compile("[^\\s=,\\[{#]*[^\\s=,\\[{#]//|[^\\s=,\\[{#]*[^\\s=,\\[{#]#");

    private static final Pattern RESERVED = Pattern.compile("Reserved character '(.)'");

    /** What Typesafe says, in part, and what it means; the first that fits is told. */
    private static final List<Map.Entry<String, String>> MEANINGS = List.of(
            Map.entry("string quote was still open", "a quote is opened on this line and not closed"),
            Map.entry("unescaped newline", "a quote is opened on this line and not closed"),
            Map.entry("was not closed with a }", "a substitution ${ is not closed by a }"),
            Map.entry("valid escape sequence", "an unknown escape in quotes; write \\\\ for a backslash"),
            Map.entry("not followed by {", "a $ outside quotes must begin a substitution ${…}; else put it in quotes"),
            Map.entry("unbalanced close brace", "there is one } too many"),
            Map.entry("got ':'", "a value that holds a ':' must be in quotes, or a comma is missing before this key"),
            Map.entry("List should have", "a comma or the closing ] of a list is missing"),
            Map.entry("got '='", "a comma is missing between two keys, or a value that holds a '=' is not in quotes"),
            Map.entry("not: end of file", "a { is not closed by a }"),
            Map.entry("comma, got end of file", "a { is not closed by a }"),
            Map.entry("end of file", "the text ends too early: a key without value, or an unclosed { or ["),
            Map.entry("may not be followed by", "after a key, = or { is expected"),
            Map.entry("Expecting a value", "a value is missing or must be in quotes"),
            Map.entry("got '", "a comma is missing, or a value must be in quotes"));

    private final ErrorCode code;

    HoconSyntax(ErrorCode code) {
        this.code = code;
    }

    /** Values that {@code //} or {@code #} cuts short: HOCON would take the rest for a comment. */
    List<Problem> commentsByMistake(HoconText.Layer layer) {
        List<Problem> problems = new ArrayList<>();
        boolean inLongText = false;
        for (int i = 0; i < layer.lines().size(); i++) {
            String line = layer.lines().get(i);
            boolean turns = line.split("\"\"\"", -1).length % 2 == 0;
            if (!inLongText && !turns) {
                String quoted = QUOTED.matcher(line).replaceAll("\"\"");
                String bare = COMMENT.matcher(SUBSTITUTION.matcher(quoted).replaceAll("x"))
                        .replaceAll("");
                Matcher mistaken = BEGINS_COMMENT.matcher(bare);
                if (mistaken.find()) {
                    problems.add(commentByMistake(new Place(layer.label(), i + 1), mistaken.group()));
                }
            }
            inLongText ^= turns;
        }
        return problems;
    }

    private Problem commentByMistake(Place place, String start) {
        boolean hash = start.endsWith("#");
        return Problem.of(code, "outside quotes, " + (hash ? "#" : "//") + " starts a comment and cuts the value short")
                .at(place)
                .marking(start)
                .because("put the whole value in quotes" + (hash ? "; before a comment write a blank" : ""))
                .fixedBy("\"" + start + "…\"");
    }

    Problem explain(ConfigException error, Place place) {
        String said = String.valueOf(error.getMessage());
        Matcher reserved = RESERVED.matcher(said);
        if (reserved.find()) {
            String character = reserved.group(1);
            return Problem.of(code, "the character " + character + " is not allowed outside quotes")
                    .at(place)
                    .marking(character)
                    .because("put the value in quotes");
        }
        String meaning = MEANINGS.stream()
                .filter(entry -> said.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("this is not valid HOCON");
        return Problem.of(code, meaning).at(place);
    }
}
