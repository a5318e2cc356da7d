package io.alluvium.domain;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name under which a scheduler submits a run. However often it submits, as when it tries a task again, a key stands for
 * one run of a project.
 */
public record RunKey(String text) {
    private static final int LONGEST = 200;
    private static final Pattern FOREIGN = Pattern.compile("[^A-Za-z0-9._:-]");

    public RunKey {
        fault(text).ifPresent(fault -> {
            throw new IllegalArgumentException(fault);
        });
    }

    /** What is wrong with a text that shall be a key, and where in it; empty where nothing is. */
    public static Optional<String> fault(String text) {
        if (text.isEmpty()) {
            return Optional.of("a key is empty");
        }
        Matcher foreign = FOREIGN.matcher(text);
        if (foreign.find()) {
            int place = text.codePointCount(0, foreign.start()) + 1;
            return Optional.of("'" + Character.toString(text.codePointAt(foreign.start())) + "' at character " + place
                    + " of the key; it may have letters, digits and . _ : -");
        }
        return text.length() > LONGEST
                ? Optional.of("a key of " + text.length() + " characters; it may have " + LONGEST)
                : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
