package io.alluvium.config;

import java.util.Objects;
import java.util.Optional;

/**
 * One key of a HOCON section, declared once: the reader binds by it and the reference page is written from it.
 *
 * @param shownDefault what the page says of the default; empty where there is none
 * @param meaning one sentence for the page
 */
public record Key<T>(
        String name,
        Form<T> form,
        boolean required,
        Optional<T> fallback,
        Optional<String> shownDefault,
        String meaning) {
    public Key {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(form, "form");
        Objects.requireNonNull(meaning, "meaning");
    }

    public static <T> Key<T> required(String name, Form<T> form, String meaning) {
        return new Key<>(name, form, true, Optional.empty(), Optional.empty(), meaning);
    }

    public static <T> Key<T> optional(String name, Form<T> form, String meaning) {
        return new Key<>(name, form, false, Optional.empty(), Optional.empty(), meaning);
    }

    /** A key that counts as written with {@code fallback} where it is not written. */
    public static <T> Key<T> of(String name, Form<T> form, T fallback, String shownDefault, String meaning) {
        return new Key<>(name, form, false, Optional.of(fallback), Optional.of(shownDefault), meaning);
    }

    /** The same with a default that is told but decided by the reader, from other keys or from the machine. */
    public Key<T> defaultsTo(String shown) {
        return new Key<>(name, form, required, fallback, Optional.of(shown), meaning);
    }
}
