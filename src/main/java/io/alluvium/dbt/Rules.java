package io.alluvium.dbt;

import io.alluvium.config.HoconSection;
import io.alluvium.spark.grammar.SqlSyntaxException;
import io.alluvium.spark.grammar.SqlText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tests of a table as rules, and those that no rule stands for as comments. */
final class Rules {
    private static final Pattern COLUMN = Pattern.compile("[A-Za-z_]\\w*");

    /** A condition looks at one row. */
    private static final Pattern MANY_ROWS = Pattern.compile(
            "(?i)\\b(select|over|sum|count|avg|min|max|any_value|array_agg|count_if|stddev|median)\\b\\s*\\(|\\bselect\\b");

    private static final Set<String> OF_ALL_TESTS =
            Set.of("name", "config", "description", "tags", "arguments", "severity", "where", "test_name", "meta");

    private final List<String> lines = new ArrayList<>();
    private final List<String> comments = new ArrayList<>();
    private final List<Remark> remarks;
    private final Set<String> names = new HashSet<>();
    private final Set<String> unique = new TreeSet<>();
    private final Set<String> notNull = new TreeSet<>();
    private int rules;

    Rules(Described described, List<Remark> remarks) {
        this.remarks = remarks;
        for (Described.Column column : described.columns()) {
            column.tests().forEach(test -> add(new Test(Optional.of(column.name()), test)));
        }
        described.tests().forEach(test -> add(new Test(Optional.empty(), test)));
    }

    /** The lines within {@code expect}. */
    List<String> lines() {
        return lines;
    }

    /** What stands for no rule, a line each. */
    List<String> comments() {
        return comments;
    }

    /** How many rules there are. */
    int count() {
        return rules;
    }

    /** A column that no two rows share and that is never null, as the rules hold it to. */
    Optional<String> key() {
        return unique.stream().filter(notNull::contains).findFirst();
    }

    /** One test as it is written. */
    private record Test(Optional<String> column, YamlNode node) {
        /** With the package before it. */
        String name() {
            return node.text()
                    .or(() -> node.text("test_name"))
                    .or(() -> node.entries().keySet().stream()
                            .filter(key -> !OF_ALL_TESTS.contains(key))
                            .findFirst())
                    .orElse("");
        }

        Optional<YamlNode> argument(String key) {
            Optional<YamlNode> own = node.at(name());
            return own.flatMap(found -> found.at(key))
                    .or(() -> own.flatMap(found -> found.at("arguments", key)))
                    .or(() -> node.at("arguments", key));
        }

        Optional<String> setting(String key) {
            Optional<YamlNode> own = node.at(name());
            return own.flatMap(found -> found.text(key))
                    .or(() -> own.flatMap(found -> found.at("config", key)).flatMap(YamlNode::text))
                    .or(() -> node.at("config", key).flatMap(YamlNode::text));
        }

        boolean isPlain() {
            return List.of("where", "limit", "error_if", "warn_if", "fail_calc").stream()
                    .allMatch(key -> setting(key).isEmpty());
        }

        String shown() {
            String written = node.isText() ? "" : " " + node.value().printed();
            String shown = name() + column.map(name -> " of " + name).orElse("") + (node.isText() ? "" : ":" + written);
            return shown.length() > 200 ? shown.substring(0, 197) + "…" : shown;
        }
    }

    private void add(Test test) {
        if (test.setting("enabled").filter("false"::equalsIgnoreCase).isPresent()) {
            return;
        }
        Optional<String> rule = test.isPlain() ? rule(test) : Optional.empty();
        if (rule.isEmpty()) {
            comments.add(test.node().place() + " " + test.shown());
            remarks.add(Remark.left(test.node().place(), "the test " + test.shown()));
            return;
        }
        boolean warns =
                test.setting("severity").filter("warn"::equalsIgnoreCase).isPresent();
        if (!warns) {
            test.column().ifPresent(column -> {
                if (test.name().equals("unique")) {
                    unique.add(column);
                } else if (test.name().equals("not_null")) {
                    notNull.add(column);
                }
            });
        }
        String kind = test.name().substring(test.name().lastIndexOf('.') + 1);
        String wanted = test.column().map(column -> column + "_" + kind).orElse(kind);
        String name = wanted;
        for (int i = 2; !names.add(name); i++) {
            name = wanted + "_" + i;
        }
        rules++;
        lines.add(HoconSection.key(name) + " { " + rule.get() + (warns ? ", else = warn" : "") + " }");
    }

    /** What stands between the brackets of a rule; empty where none means the same. */
    private static Optional<String> rule(Test test) {
        Optional<String> column =
                test.column().filter(name -> COLUMN.matcher(name).matches());
        return switch (test.name()) {
            case "unique" -> column.map(name -> "unique = [" + HoconSection.key(name) + "]");
            case "not_null" -> column.map(name -> "not_null = [" + HoconSection.key(name) + "]");
            case "accepted_values" -> column.flatMap(name -> values(test).map(in -> that(name + " in " + in)));
            case "dbt_utils.not_accepted_values" ->
                column.flatMap(name -> values(test).map(in -> that(name + " not in " + in)));
            case "dbt_utils.accepted_range" -> column.flatMap(name -> range(test, name));
            case "dbt_utils.expression_is_true" ->
                test.argument("expression")
                        .flatMap(YamlNode::text)
                        .map(text ->
                                test.column().map(name -> name + " " + text).orElse(text))
                        .filter(Rules::looksAtOneRow)
                        .map(Rules::that);
            default -> Optional.empty();
        };
    }

    private static String that(String condition) {
        return "that = " + HoconSection.quoted(condition.strip());
    }

    private static Optional<String> values(Test test) {
        Optional<YamlNode> values = test.argument("values");
        boolean quoted = test.argument("quote")
                .flatMap(YamlNode::text)
                .map(text -> !text.equalsIgnoreCase("false"))
                .orElse(true);
        if (values.isEmpty()
                || values.get().items().isEmpty()
                || values.get().items().stream().anyMatch(item -> item.text().isEmpty())) {
            return Optional.empty();
        }
        String in = values.get().items().stream()
                .map(item -> item.text().orElseThrow())
                .map(text -> quoted ? "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'" : text)
                .collect(Collectors.joining(", ", "(", ")"));
        return Optional.of(in).filter(text -> quoted || looksAtOneRow("1 in " + text));
    }

    private static Optional<String> range(Test test, String column) {
        boolean inclusive = test.argument("inclusive")
                .flatMap(YamlNode::text)
                .map(text -> !text.equalsIgnoreCase("false"))
                .orElse(true);
        List<String> bounds = new ArrayList<>();
        for (Map.Entry<String, String> bound : List.of(Map.entry("min_value", ">"), Map.entry("max_value", "<"))) {
            test.argument(bound.getKey())
                    .flatMap(YamlNode::text)
                    .ifPresent(value -> bounds.add(column + " " + bound.getValue() + (inclusive ? "= " : " ") + value));
        }
        String condition = String.join(" and ", bounds);
        return bounds.isEmpty() || !looksAtOneRow(condition) ? Optional.empty() : Optional.of(that(condition));
    }

    private static boolean looksAtOneRow(String condition) {
        if (condition.contains("{{") || MANY_ROWS.matcher(condition).find()) {
            return false;
        }
        try {
            return new SqlText(condition).expression().alias().isEmpty();
        } catch (SqlSyntaxException e) {
            return false;
        }
    }
}
