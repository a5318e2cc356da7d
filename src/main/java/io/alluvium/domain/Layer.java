package io.alluvium.domain;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The three layers of a warehouse, in the order data moves. A table may read its own layer and those before it. */
public enum Layer {
    RAW("bronze"),
    CURATED("silver"),
    AGGREGATE("gold");

    private final String alias;

    Layer(String alias) {
        this.alias = alias;
    }

    /** The name used in SQL, in paths and on the screen. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The label and the medallion alias. */
    public List<String> words() {
        return List.of(label(), alias);
    }

    /** The layer with this label or medallion alias ({@code bronze}, {@code silver}, {@code gold}), ignoring case. */
    public static Optional<Layer> of(String word) {
        return Arrays.stream(values())
                .filter(layer -> layer.label().equalsIgnoreCase(word) || layer.alias.equalsIgnoreCase(word))
                .findFirst();
    }
}
