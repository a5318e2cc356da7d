package io.alluvium.config;

import com.typesafe.config.ConfigValue;

/** Marks where a substitution had no value, so that the rest is still checked and nothing is said twice. */
final class Placeholders {
    /** Never part of a text that a person writes. */
    static final String MARK = "\u0000unresolved\u0000";

    private Placeholders() {}

    static boolean stands(ConfigValue value) {
        return value.unwrapped() instanceof String text && text.contains(MARK);
    }
}
