package io.alluvium.secret;

import java.util.Objects;

/** A secret's value. Prints as asterisks; only {@link #reveal()} gives it away, at the call that needs it. */
public final class Secret {
    private final String value;

    Secret(String value) {
        this.value = Objects.requireNonNull(value, "value");
    }

    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "****";
    }
}
