package io.alluvium.source.window;

import java.util.Optional;

/**
 * Rows whose cursor column is at or above {@code lower} or null.
 *
 * @param lower the cursor's lower bound, inclusive, in the source's own text form; absent on the first batch, which reads
 *     everything
 * @param nextLower the lower bound of the next batch: no transaction still open when it was taken can write a row below it,
 *     or only one that is later than the lookback that was asked for. Absent where none is known yet; the next batch then
 *     reads from {@code lower} again
 * @param about as in {@link Window#subject()}
 */
public record CursorWindow(
        Optional<String> lower, Optional<String> nextLower, Optional<Subject> about, String snapshot, String source)
        implements Window {
    /** How journals spell it. */
    public static final WindowForm<CursorWindow> FORM = new WindowForm<>(
            "cursor",
            CursorWindow.class,
            (window, node) -> {
                window.lower().ifPresent(lower -> node.put("lower", lower));
                window.nextLower().ifPresent(next -> node.put("next_lower", next));
            },
            fields -> new CursorWindow(
                    fields.optional("lower"),
                    fields.optional("next_lower"),
                    fields.subject(),
                    fields.snapshot(),
                    fields.source()));

    @Override
    public Optional<Subject> subject() {
        return about;
    }

    @Override
    public Window noting(Meaning meaning) {
        return new CursorWindow(lower, nextLower, about.map(subject -> subject.noting(meaning)), snapshot, source);
    }
}
