package io.alluvium.deploy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Commands for a shell, each word quoted where it needs to be. */
final class ShellText {
    private final List<String> lines = new ArrayList<>();

    static String quoted(String word) {
        return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    ShellText comment(String text) {
        lines.add((lines.isEmpty() ? "# " : "\n# ") + text);
        return this;
    }

    /** A command of these words. */
    ShellText command(String... words) {
        lines.add(Arrays.stream(words).map(ShellText::quoted).collect(Collectors.joining(" ")));
        return this;
    }

    ShellText command(List<String> words) {
        return command(words.toArray(String[]::new));
    }

    /** A line as it stands. */
    ShellText line(String line) {
        lines.add(line);
        return this;
    }

    Document file(String name) {
        return new Document(name, String.join("\n", lines) + "\n");
    }
}
