package io.alluvium.source.window;

import java.util.Optional;

/**
 * The table as one state of the source shows it; what was read before it counts no more.
 *
 * @param table that was read
 */
public record ReplaceWindow(Subject table, String snapshot, String source) implements Window {
    /** How journals spell it. */
    public static final WindowForm<ReplaceWindow> FORM = new WindowForm<>(
            "replace",
            ReplaceWindow.class,
            (window, node) -> {},
            fields -> new ReplaceWindow(
                    fields.subject().orElseThrow(() -> new IllegalArgumentException("no about")),
                    fields.snapshot(),
                    fields.source()));

    @Override
    public Optional<Subject> subject() {
        return Optional.of(table);
    }

    @Override
    public Window noting(Meaning meaning) {
        return new ReplaceWindow(table.noting(meaning), snapshot, source);
    }
}
