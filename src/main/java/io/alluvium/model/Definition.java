package io.alluvium.model;

import io.alluvium.domain.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a model says, in two parts. Two definitions with the same first part give equal tables over equal inputs; the
 * second is about the table without its rows. What is left at its default is in neither part, so that a word which is
 * added later leaves definitions as they were.
 *
 * @param decides what decides the rows besides the inputs: SQL, strategy, key, values of parameters, rules that stop
 * @param describes comments, and rules that only warn
 */
public record Definition(Map<String, String> decides, Map<String, String> describes) {
    private static final String SQL = "sql";
    private static final String STRATEGY = "strategy";
    private static final String KEY = "key";
    private static final String INHERITED = "inherited_key";
    private static final String FLOATS = "float_key";
    private static final String RULE = "expect.";
    private static final String VALUE = "value.";
    private static final String VIEW = "view.";

    /** Of definitions that were written before they had parts. */
    private static final String FORMER = "keeping";

    private static final String FLOATS_BY_VALUE = " floats by value";

    public Definition {
        decides = Map.copyOf(decides);
        describes = Map.copyOf(describes);
    }

    /**
     * @param inheritedKey the key of the raw table that an apply model reads
     * @param floatKey whether the key has floats: once they were not told by value, so that its table is built again
     * @param values the values of all parameters that the model uses
     */
    public static Definition of(Model model, String inheritedKey, boolean floatKey, Map<String, String> values) {
        Map<String, String> decides = new TreeMap<>(model.strategy().deciding());
        Map<String, String> describes = new TreeMap<>();
        decides.put(SQL, model.sql());
        decides.put(STRATEGY, model.strategy().word());
        if (!model.key().isEmpty()) {
            decides.put(KEY, model.key().toString());
        }
        if (!inheritedKey.isEmpty()) {
            decides.put(INHERITED, inheritedKey);
        }
        if (floatKey) {
            decides.put(FLOATS, "by value");
        }
        values.forEach((name, value) -> decides.put(VALUE + name, value));
        // A rule that stops bad rows is part of what a table may hold.
        model.expectations()
                .forEach(rule -> (rule.severity() == Expectation.Severity.FAIL ? decides : describes)
                        .put(RULE + rule.name(), rule(rule)));
        model.description().ifPresent(text -> describes.put("description", text));
        model.columns().forEach((column, comment) -> describes.put("columns." + column, comment));
        return new Definition(decides, describes);
    }

    /** One as it was written before definitions had parts: strategy, key, sequence, delete condition and rules in one line. */
    public static Definition former(String sql, String keeping, Map<String, String> values) {
        Map<String, String> decides = new TreeMap<>();
        decides.put(SQL, sql);
        decides.put(FORMER, keeping);
        values.forEach((name, value) -> decides.put(VALUE + name, value));
        return new Definition(decides, Map.of());
    }

    /** The same of a model that reads views: what decides their rows decides its own. */
    public Definition over(Map<TableName, Definition> views) {
        Map<String, String> all = new TreeMap<>(decides);
        views.forEach((view, definition) ->
                definition.decides.forEach((name, value) -> all.put(VIEW + view + " " + name, value)));
        return new Definition(all, describes);
    }

    /** The query, as it was written. */
    public String sql() {
        return get(SQL);
    }

    private static String rule(Expectation expectation) {
        if (expectation instanceof Expectation.That that) {
            return "that " + that.condition();
        }
        return expectation instanceof Expectation.NotNull notNull
                ? "not_null " + notNull.columns()
                : "unique " + ((Expectation.Unique) expectation).columns();
    }

    /** Why {@code now} needs a rebuild of what was built by this; empty where the same rows come of both. */
    public Optional<String> difference(Definition now) {
        if (!get(SQL).strip().equals(now.get(SQL).strip())) {
            return Optional.of("SQL changed, line " + firstDifferentLine(get(SQL), now.get(SQL)));
        }
        return decides.containsKey(FORMER)
                ? now.differenceFrom(get(FORMER)).or(() -> differentValue(now))
                : differentWord(now).or(() -> differentValue(now));
    }

    /** Whether the table is to be described anew and its rows are not. */
    public boolean isDescribedOtherwise(Definition now) {
        return difference(now).isEmpty() && !decides.containsKey(FORMER) && !describes.equals(now.describes);
    }

    private String get(String name) {
        return decides.getOrDefault(name, "");
    }

    private Optional<String> differentWord(Definition now) {
        Map<String, String> all = new TreeMap<>(decides);
        all.putAll(now.decides);
        return all.keySet().stream()
                .filter(name -> !name.equals(SQL) && !name.startsWith(VALUE))
                .filter(name -> !Objects.equals(decides.get(name), now.decides.get(name)))
                .findFirst()
                .map(Definition::changed);
    }

    private static String changed(String name) {
        if (name.equals(FLOATS)) {
            return "floats in its key are told by value now";
        }
        return name.startsWith(VIEW)
                ? "the view " + name.substring(VIEW.length(), name.indexOf(' ')) + " changed"
                : name + " changed";
    }

    private Optional<String> differentValue(Definition now) {
        TreeSet<String> all = new TreeSet<>(decides.keySet());
        all.addAll(now.decides.keySet());
        return all.stream()
                .filter(name -> name.startsWith(VALUE))
                .filter(name -> !Objects.equals(decides.get(name), now.decides.get(name)))
                .findFirst()
                .map(name -> ":" + name.substring(VALUE.length()) + " changed");
    }

    /** Holds this to the line that stood for all words once; rules that only warn are not looked for in it. */
    private Optional<String> differenceFrom(String keeping) {
        int rules = keeping.indexOf(" rules=");
        String words = keeping.substring(0, Math.max(rules, 0));
        boolean hasRules = decides.entrySet().stream()
                .filter(rule -> rule.getKey().startsWith(RULE))
                .allMatch(rule -> keeping.contains(rule.getKey().substring(RULE.length())
                        + Expectation.Severity.FAIL
                        + rule.getValue().replaceFirst("^(that|not_null|unique) ", "")));
        if (hasRules && words.equals(formerWords(decides.containsKey(FLOATS)))) {
            return Optional.empty();
        }
        boolean byValueNow = hasRules && words.equals(formerWords(false));
        return Optional.of(byValueNow ? "floats in its key are told by value now" : "front matter changed");
    }

    private String formerWords(boolean floats) {
        return get(STRATEGY).toUpperCase(Locale.ROOT) + " key="
                + decides.getOrDefault(KEY, List.of().toString())
                + " inherited=" + get(INHERITED) + (floats ? FLOATS_BY_VALUE : "") + " sequence="
                + decides.getOrDefault("sequence_by", List.of().toString()) + " delete=" + get("apply_as_delete_when");
    }

    private static int firstDifferentLine(String sql, String other) {
        String[] before = sql.split("\n", -1);
        String[] after = other.split("\n", -1);
        int line = 0;
        while (line < before.length
                && line < after.length
                && before[line].stripTrailing().equals(after[line].stripTrailing())) {
            line++;
        }
        return line + 1;
    }
}
