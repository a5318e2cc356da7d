package io.alluvium.dbt;

import io.alluvium.config.HoconSection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A model as our file of SQL, without the SQL itself. */
final class ModelText {
    private final List<String> strategy;
    private final Optional<String> description;
    private final Map<String, String> columns = new LinkedHashMap<>();
    private final Optional<Rules> rules;

    /**
     * @param strategy the lines that say how the table is kept
     * @param docs texts of dbt's {@code doc()} by name
     */
    ModelText(List<String> strategy, Optional<Described> described, Optional<Rules> rules, Map<String, String> docs) {
        this.strategy = List.copyOf(strategy);
        this.rules = rules;
        this.description = described
                .flatMap(Described::description)
                .map(text -> told(text, docs))
                .filter(text -> !text.isBlank());
        described.ifPresent(found -> found.columns()
                .forEach(column -> column.description()
                        .map(text -> told(text, docs))
                        .filter(text -> !text.isBlank())
                        .ifPresent(text -> columns.put(column.name(), text))));
    }

    /** With what doc() stands for; a template of another kind stays as it is. */
    private static String told(String text, Map<String, String> docs) {
        Matcher doc = Pattern.compile(
                        "\\{\\{\\s*doc\\(\\s*['\"](?:[^'\"]*['\"]\\s*,\\s*['\"])?([^'\"]+)['\"]\\s*\\)\\s*}}")
                .matcher(text);
        return doc.replaceAll(found -> Matcher.quoteReplacement(docs.getOrDefault(found.group(1), found.group())))
                .strip();
    }

    /** The whole file. */
    String with(String sql) {
        List<String> lines = new ArrayList<>();
        lines.add("/*---");
        description.ifPresent(text -> lines.add("description = " + quoted(text)));
        lines.addAll(strategy);
        if (!columns.isEmpty()) {
            lines.add("columns {");
            columns.forEach((name, text) -> lines.add("  " + HoconSection.key(name) + " = " + quoted(text)));
            lines.add("}");
        }
        List<String> expect = rules.map(Rules::lines).orElse(List.of());
        if (!expect.isEmpty()) {
            lines.add("expect {");
            expect.forEach(line -> lines.add("  " + harmless(line)));
            lines.add("}");
        }
        List<String> comments = rules.map(Rules::comments).orElse(List.of());
        if (!comments.isEmpty()) {
            lines.add("# tests of dbt that no rule here stands for:");
            comments.forEach(line -> lines.add("# " + harmless(line.replaceAll("\\s+", " "))));
        }
        lines.add("---*/");
        return String.join("\n", lines) + "\n" + sql.strip() + "\n";
    }

    private static String quoted(String text) {
        return HoconSection.quoted(harmless(text));
    }

    /** What would end the comment that front matter is, or begin one within it. */
    private static String harmless(String text) {
        return text.replace("*/", "* /").replace("/*", "/ *");
    }

    private ModelText(ModelText other, List<String> strategy) {
        this.strategy = List.copyOf(strategy);
        this.rules = other.rules;
        this.description = other.description;
        this.columns.putAll(other.columns);
    }

    boolean isComputedWhole() {
        return strategy.contains("strategy = full");
    }

    ModelText computedWhole() {
        List<String> lines = new ArrayList<>(strategy);
        lines.replaceAll(line -> line.startsWith("strategy") ? "strategy = full" : line);
        return new ModelText(this, lines);
    }
}
