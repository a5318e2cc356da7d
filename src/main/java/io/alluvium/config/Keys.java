package io.alluvium.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * All keys that a section knows; any other is refused.
 *
 * @param heading the section as the reference page names it, for example {@code warehouse}
 * @param notBuilt words of the design that are refused by name until their feature is built
 */
public record Keys(String heading, String meaning, List<Key<?>> known, List<String> notBuilt) {
    public Keys {
        Objects.requireNonNull(heading, "heading");
        Objects.requireNonNull(meaning, "meaning");
        known = List.copyOf(known);
        notBuilt = List.copyOf(notBuilt);
    }

    public static Keys of(String heading, String meaning, Key<?>... known) {
        return new Keys(heading, meaning, List.of(known), List.of());
    }

    public Keys butNotYet(String... words) {
        return new Keys(heading, meaning, known, List.of(words));
    }

    Optional<Key<?>> find(String name) {
        return known.stream().filter(key -> key.name().equals(name)).findFirst();
    }

    List<String> names() {
        return known.stream().<String>map(Key::name).toList();
    }
}
