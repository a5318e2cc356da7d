package io.alluvium.report;

import java.util.Objects;
import java.util.Optional;

/**
 * How the program was called, so that the next command can be printed ready to paste.
 *
 * @param project {@code --project} as given
 * @param environment {@code --env} as given
 */
public record Invocation(Optional<String> project, Optional<String> environment) {
    public Invocation {
        Objects.requireNonNull(project, "project");
        Objects.requireNonNull(environment, "environment");
    }

    /** {@code alluvium <words>} with the same project and environment. */
    public String command(String words) {
        return "alluvium " + words
                + project.map(folder -> " --project " + quoted(folder)).orElse("")
                + environment.map(name -> " --env " + quoted(name)).orElse("");
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:@%+=,~-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
