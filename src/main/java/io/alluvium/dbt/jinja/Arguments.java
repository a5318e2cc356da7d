package io.alluvium.dbt.jinja;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What a function is called with. Each is computed when it is asked for: what nobody asks for is never refused. */
public final class Arguments {
    private final List<Supplier<Value>> positions;
    private final Map<String, Supplier<Value>> named;

    Arguments(List<Supplier<Value>> positions, Map<String, Supplier<Value>> named) {
        this.positions = List.copyOf(positions);
        this.named = Collections.unmodifiableMap(new LinkedHashMap<>(named));
    }

    /** How many have no name. */
    public int count() {
        return positions.size();
    }

    /** The names of those that have one. */
    public Set<String> names() {
        return named.keySet();
    }

    /** The one at this position, from 0, or else of this name. */
    public Optional<Value> at(int position, String name) {
        Supplier<Value> found = position < positions.size() ? positions.get(position) : named.get(name);
        return Optional.ofNullable(found).map(Supplier::get);
    }

    /** The one of this name. */
    public Optional<Value> named(String name) {
        return Optional.ofNullable(named.get(name)).map(Supplier::get);
    }

    /** The text at this position; refused where it is something else. */
    public Optional<String> text(int position, String name) {
        return at(position, name).map(Value::plain).map(value -> {
            if (value instanceof Value.Text text) {
                return text.text();
            }
            throw new Refused(name + " is no text: " + value.printed());
        });
    }
}
