package io.alluvium.domain;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The three layers of a warehouse, in the order data moves, and what lies behind them. A table may read its own layer and
 * those before it.
 */
public enum Layer {
    RAW("bronze"),
    CURATED("silver"),
    AGGREGATE("gold"),
    /** No layer of the warehouse: exports, which bring a table's rows into another system, are named in it. */
    EXPORT("");

    private static final List<Layer> OF_THE_WAREHOUSE = List.of(RAW, CURATED, AGGREGATE);

    private final String alias;

    Layer(String alias) {
        this.alias = alias;
    }

    /** The layers that hold tables. */
    public static List<Layer> ofTheWarehouse() {
        return OF_THE_WAREHOUSE;
    }

    /** The name used in SQL, in paths and on the screen. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The label and the medallion alias. */
    public List<String> words() {
        return List.of(label(), alias);
    }

    /** The layer of the warehouse with this label or medallion alias ({@code bronze}, {@code silver}, {@code gold}), ignoring case. */
    public static Optional<Layer> of(String word) {
        return OF_THE_WAREHOUSE.stream()
                .filter(layer -> layer.label().equalsIgnoreCase(word) || layer.alias.equalsIgnoreCase(word))
                .findFirst();
    }
}
