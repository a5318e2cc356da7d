package io.alluvium.model;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Everything that decides a model's rows besides its inputs. Two equal definitions over equal inputs give equal tables.
 *
 * @param sql the query as written, front matter blanked out
 * @param keeping strategy, key, sequence and delete condition, in one line
 * @param values the parameters that are used, by name, as text
 */
public record Definition(String sql, String keeping, Map<String, String> values) {
    private static final String FLOATS_BY_VALUE = " floats by value";

    public Definition {
        Objects.requireNonNull(sql, "sql");
        Objects.requireNonNull(keeping, "keeping");
        values = Map.copyOf(values);
    }

    /**
     * @param inheritedKey the key of the raw table that an apply model reads
     * @param floatKey whether the key has floats: once they were not told by value, so that its table is built again
     * @param values the values of all parameters that the model uses
     */
    public static Definition of(Model model, String inheritedKey, boolean floatKey, Map<String, String> values) {
        String inherited = inheritedKey + (floatKey ? FLOATS_BY_VALUE : "");
        String keeping = model.strategy() + " key=" + model.key() + " inherited=" + inherited + " sequence="
                + model.sequenceBy() + " delete=" + model.deleteWhen().orElse("")
                + " rules="
                + model.expectations().stream().map(Definition::rule).toList();
        return new Definition(model.sql(), keeping, values);
    }

    /** A rule that stops bad rows is part of what a table may hold; where it stands in the file is not. */
    private static String rule(Expectation expectation) {
        return expectation.name()
                + expectation.severity()
                + (expectation instanceof Expectation.That that ? that.condition() : "")
                + (expectation instanceof Expectation.NotNull notNull ? notNull.columns() : "")
                + (expectation instanceof Expectation.Unique unique ? unique.columns() : "");
    }

    /** Why {@code now} needs a rebuild of what was built by this; empty where both are equal. */
    public Optional<String> difference(Definition now) {
        if (equals(now)) {
            return Optional.empty();
        }
        if (!sql.strip().equals(now.sql.strip())) {
            return Optional.of("SQL changed, line " + firstDifferentLine(now));
        }
        if (!keeping.equals(now.keeping)) {
            boolean byValueNow = now.keeping.replace(FLOATS_BY_VALUE, "").equals(keeping);
            return Optional.of(byValueNow ? "floats in its key are told by value now" : "front matter changed");
        }
        Map<String, String> all = new TreeMap<>(values);
        all.putAll(now.values);
        return all.keySet().stream()
                .filter(name -> !Objects.equals(values.get(name), now.values.get(name)))
                .findFirst()
                .map(name -> ":" + name + " changed");
    }

    private int firstDifferentLine(Definition now) {
        String[] before = sql.split("\n", -1);
        String[] after = now.sql.split("\n", -1);
        int line = 0;
        while (line < before.length
                && line < after.length
                && before[line].stripTrailing().equals(after[line].stripTrailing())) {
            line++;
        }
        return line + 1;
    }
}
