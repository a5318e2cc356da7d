package io.alluvium.dbt.jinja;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The names that a template gives itself, from the inside out. */
final class Scope {
    private final @Nullable Scope outer;
    private final Map<String, Supplier<Value>> values = new HashMap<>();

    Scope() {
        this(null);
    }

    private Scope(@Nullable Scope outer) {
        this.outer = outer;
    }

    Scope inner() {
        return new Scope(this);
    }

    void set(String name, Supplier<Value> value) {
        values.put(name, value);
    }

    Optional<Supplier<Value>> get(String name) {
        Supplier<Value> own = values.get(name);
        return own != null || outer == null ? Optional.ofNullable(own) : outer.get(name);
    }
}
