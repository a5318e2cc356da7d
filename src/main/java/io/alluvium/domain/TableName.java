package io.alluvium.domain;

import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A table of the warehouse, written {@code layer.name}, or what an export makes of one elsewhere, written {@code
 * export.name}. Names are lower case letters, digits and underscores and start
 * with a letter, so that they are the same in SQL, in paths and in every catalog.
 */
public record TableName(Layer layer, String name) implements Comparable<TableName> {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,127}");

    public TableName {
        Objects.requireNonNull(layer, "layer");
        if (!isName(name)) {
            throw new IllegalArgumentException("not a table name: " + name);
        }
    }

    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** A name like the one that a person wrote; empty where nothing of it can be kept. */
    public static Optional<String> proposal(String written) {
        String lower = written.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "_")
                .replaceAll("^[_0-9]+|_+$", "");
        return Optional.of(lower).filter(TableName::isName);
    }

    /** Parses {@code layer.name}, where the layer may be an alias; case is ignored as SQL ignores it. */
    public static Optional<TableName> parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String name = text.substring(dot + 1).toLowerCase(Locale.ROOT);
        String layer = text.substring(0, dot);
        return Layer.of(layer)
                .or(() -> Optional.of(Layer.EXPORT)
                        .filter(export -> export.label().equalsIgnoreCase(layer)))
                .filter(known -> isName(name))
                .map(known -> new TableName(known, name));
    }

    @Override
    public int compareTo(TableName other) {
        return Comparator.comparing(TableName::layer)
                .thenComparing(TableName::name)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return layer.label() + "." + name;
    }
}
