package io.alluvium.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A page of {@code docs/reference} that is made from the code that does what it tells. */
public final class ReferencePage {
    private final String name;
    private final StringBuilder text = new StringBuilder();

    public ReferencePage(String name, String title, String intro) {
        this.name = name;
        text.append("<!-- Generated from the code: mvn test -Dtest='*ReferenceTest' -Dalluvium.regenerate -->\n\n# ")
                .append(title)
                .append("\n\n")
                .append(intro)
                .append('\n');
    }

    public ReferencePage paragraph(String paragraph) {
        text.append('\n').append(paragraph).append('\n');
        return this;
    }

    public ReferencePage sections(List<Keys> all) {
        all.forEach(this::section);
        return this;
    }

    public ReferencePage section(Keys keys) {
        text.append("\n## ").append(keys.heading().isEmpty() ? "The project" : title(keys.heading()));
        text.append("\n\n").append(keys.meaning()).append("\n\n");
        table(List.of("key", "value", "default", "meaning"));
        for (Key<?> key : keys.known()) {
            table(List.of(
                    "`" + key.name() + "`",
                    form(key.form()),
                    key.required() ? "required" : key.shownDefault().orElse(""),
                    key.meaning().replace("|", "\\|")));
        }
        if (!keys.notBuilt().isEmpty()) {
            text.append("\nKnown but not built yet, and refused by name: `")
                    .append(String.join("`, `", keys.notBuilt()))
                    .append("`.\n");
        }
        return this;
    }

    private static String form(Form<?> form) {
        return form.shown().replace("|", "\\|");
    }

    private static String title(String heading) {
        return Character.toUpperCase(heading.charAt(0)) + heading.substring(1);
    }

    /** A row; the first row of a table is its head. */
    public ReferencePage table(List<String> cells) {
        boolean isHead = text.toString().endsWith("\n\n");
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
        if (isHead) {
            text.append("|").append(" --- |".repeat(cells.size())).append('\n');
        }
        return this;
    }

    /** Fails where the committed page differs; writes it with {@code -Dalluvium.regenerate}. */
    public void isCommitted() {
        Path file = Path.of("docs", "reference", name);
        try {
            if (System.getProperty("alluvium.regenerate") != null) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text.toString());
            }
            assertThat(file).as("regenerate with -Dalluvium.regenerate").hasContent(text.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
