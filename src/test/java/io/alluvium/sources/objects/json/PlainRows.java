package io.alluvium.sources.objects.json;

import io.alluvium.sources.objects.json.JsonShape.Framing;
import io.alluvium.sources.objects.json.PlainJson.NoJson;
import io.alluvium.sources.objects.json.PlainJson.Node;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What rows a file of JSON has, worked out in the plainest way. Characters are bytes. */
final class PlainRows {
    /** The table of these rows. */
    static final String COLUMNS = "i bigint, d decimal(10,2), x double, b boolean, t string, day date,"
            + " l array<bigint>, s struct<a: int, t: string>";

    private static final List<String> NAMES = List.of("i", "d", "x", "b", "t", "day", "l", "s");
    private static final List<String> FIELDS = List.of("a", "t");

    /** A value that its column cannot hold. */
    private static final class Unfit extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final List<String> found = new ArrayList<>();

    static List<String> of(Framing framing, String file) {
        PlainRows rows = new PlainRows();
        if (framing == Framing.LINES) {
            for (String line : file.split("\r\n|\n|\r")) {
                rows.addLine(line);
            }
        } else {
            rows.addAll(file, framing == Framing.ARRAY);
        }
        return rows.found;
    }

    private void addLine(String line) {
        PlainJson json = new PlainJson(line).blanks();
        if (json.atEnd()) {
            return;
        }
        try {
            Node node = json.value();
            boolean list = node.kind() == '[' && node.values().stream().allMatch(value -> value.kind() == '{');
            if (!json.blanks().atEnd() || node.kind() != '{' && !list || list && !isUtf8(line)) {
                found.add(corrupt(line));
            } else if (list) {
                node.values().forEach(value -> found.add(row(value, value.text())));
            } else {
                found.add(row(node, line));
            }
        } catch (NoJson e) {
            found.add(corrupt(line));
        }
    }

    private void addAll(String file, boolean list) {
        PlainJson json = new PlainJson(file).blanks();
        int from = json.at();
        if (json.atEnd()) {
            return;
        }
        if (list && !json.take('[')) {
            found.add(corrupt(file.substring(from)));
            return;
        }
        try {
            boolean more = list ? !json.blanks().take(']') : !json.blanks().atEnd();
            while (more) {
                from = json.blanks().at();
                Node node = json.value();
                found.add(node.kind() == '{' ? row(node, node.text()) : corrupt(node.text()));
                from = json.blanks().at();
                more = list ? json.take(',') : !json.atEnd();
                if (list && !more && !json.take(']')) {
                    throw new NoJson();
                }
            }
            from = json.blanks().at();
            if (!json.atEnd()) {
                throw new NoJson();
            }
        } catch (NoJson e) {
            found.add(corrupt(file.substring(from)));
        }
    }

    private static String corrupt(String text) {
        return "corrupt: " + text;
    }

    private static boolean isUtf8(String bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String row(Node object, String text) {
        try {
            return isUtf8(text)
                    ? values(object, NAMES, List.of("i", "d", "x", "b", "t", "day", "l", "s"))
                    : corrupt(text);
        } catch (Unfit e) {
            return corrupt(text);
        }
    }

    private static String values(Node object, List<String> columns, List<String> types) {
        List<String> values =
                new ArrayList<>(columns.stream().map(name -> "null").toList());
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < object.keys().size(); i++) {
            String key = string(object.keys().get(i)).toLowerCase(java.util.Locale.ROOT);
            if (!seen.add(key)) {
                throw new Unfit();
            }
            int column = columns.indexOf(key);
            if (column >= 0 && object.values().get(i).kind() != 'n') {
                values.set(column, value(object.values().get(i), types.get(column)));
            }
        }
        return String.join(", ", values);
    }

    private static String value(Node node, String type) {
        return switch (type) {
            case "t" -> node.kind() == '"' ? string(node.text()) : utf8(node.text());
            case "i", "a" -> whole(node, type.equals("i") ? 64 : 32);
            case "d" -> decimal(node);
            case "x" -> floating(node);
            case "b" -> truth(node);
            case "day" -> day(node);
            case "l" -> list(node);
            default -> struct(node);
        };
    }

    private static String list(Node node) {
        require(node.kind() == '[');
        return node.values().stream()
                .map(element -> element.kind() == 'n' ? "null" : whole(element, 64))
                .toList()
                .toString();
    }

    private static String struct(Node node) {
        require(node.kind() == '{');
        return "{" + values(node, FIELDS, FIELDS) + "}";
    }

    private static String truth(Node node) {
        if (node.kind() == 't' || node.kind() == 'f') {
            return node.text();
        }
        String word = word(node);
        require(node.kind() == '"');
        require(word.matches("(?i)true|false|t|f|0|1"));
        return Boolean.toString(word.matches("(?i)true|t|1"));
    }

    private static String day(Node node) {
        String word = word(node);
        require(word.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}") && !word.startsWith("0000"));
        try {
            return Long.toString(LocalDate.parse(word).toEpochDay());
        } catch (DateTimeParseException e) {
            throw new Unfit();
        }
    }

    private static String word(Node node) {
        require(node.kind() == '"' || node.kind() == '0');
        return (node.kind() == '"' ? string(node.text()) : node.text()).replaceAll("^[ \t]+|[ \t]+$", "");
    }

    private static BigDecimal number(Node node) {
        String word = word(node);
        require(word.matches("[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,5})?"));
        return new BigDecimal(word);
    }

    private static BigDecimal fixed(Node node, int scale) {
        BigDecimal number = number(node);
        require(number.signum() == 0 || number.scale() >= 0);
        BigDecimal stripped = number.stripTrailingZeros();
        require(number.signum() == 0 || stripped.scale() <= scale);
        return number.signum() == 0 ? BigDecimal.ZERO.setScale(scale) : stripped.setScale(scale);
    }

    private static String whole(Node node, int bits) {
        BigInteger number = fixed(node, 0).toBigIntegerExact();
        require(number.bitLength() < bits);
        return number.toString();
    }

    private static String decimal(Node node) {
        BigDecimal number = fixed(node, 2);
        require(number.precision() <= 10);
        return number.toPlainString();
    }

    private static String floating(Node node) {
        BigDecimal number = number(node);
        double nearest = number.doubleValue();
        BigDecimal unit = BigDecimal.ONE.movePointLeft(Math.max(
                Math.min(number.scale(), 0),
                number.signum() == 0
                        ? 0
                        : number.scale() > 0
                                ? Math.max(0, number.stripTrailingZeros().scale())
                                : number.scale()));
        require(Double.isFinite(nearest));
        BigDecimal off = new BigDecimal(nearest).subtract(number).abs();
        require(off.add(off).compareTo(unit) <= 0);
        return Double.toString(word(node).startsWith("-") && nearest == 0 ? -0.0 : nearest);
    }

    private static void require(boolean fits) {
        if (!fits) {
            throw new Unfit();
        }
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** A string as it is meant. */
    private static String string(String quoted) {
        String written = utf8(quoted.substring(1, quoted.length() - 1));
        StringBuilder meant = new StringBuilder();
        for (int i = 0; i < written.length(); i++) {
            char character = written.charAt(i);
            if (character == '\\') {
                character = written.charAt(++i);
                int special = "bfnrt".indexOf(character);
                if (character == 'u') {
                    meant.append((char) Integer.parseInt(written.substring(i + 1, i + 5), 16));
                    i += 4;
                } else {
                    meant.append(special < 0 ? character : "\b\f\n\r\t".charAt(special));
                }
            } else {
                meant.append(character);
            }
        }
        require(StandardCharsets.UTF_8.newEncoder().canEncode(meant));
        return meant.toString();
    }
}
