package io.alluvium.secret;

import java.util.regex.Pattern;

/** Blots secrets out of text that a person wrote before it is shown, whether or not it was understood. */
public final class Redaction {
    private static final String STARS = "****";

    /** All that follows a key that names a secret, for its end cannot be told in a broken line; references stay. */
    private static final Pattern VALUE = Pattern.compile(
            "(?i)([\\w.-]*(?:password|passwd|secret|token|credential|api_?key|access_?key)[\\w.-]*\"?\\s*(?:\\+?=|:)\\s*+)"
                    + "(?!\"?(?:env:|file:/)[^\\s\"]*\"?\\s*(?:[,}#\\]]|//|$))"
                    + ".+");

    private static final Pattern USER_INFO = Pattern.compile("(://[^/\\s:@\"]*:)[^@\\s\"/]+@");

    private Redaction() {}

    /** A line of a configuration file, fit to be shown as the excerpt of an error. */
    public static String line(String line) {
        return USER_INFO
                .matcher(VALUE.matcher(line).replaceAll("$1" + STARS.replace("$", "\\$")))
                .replaceAll("$1" + STARS + "@");
    }
}
