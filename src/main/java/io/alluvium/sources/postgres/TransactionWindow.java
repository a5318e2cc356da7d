package io.alluvium.sources.postgres;

import io.alluvium.source.window.Meaning;
import io.alluvium.source.window.Subject;
import io.alluvium.source.window.Window;
import io.alluvium.source.window.WindowForm;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Rows that a transaction numbered {@code lower} or higher wrote.
 *
 * @param lower 64 bits, inclusive; absent on the first batch, which reads everything
 * @param nextLower the lower bound of the next batch: every transaction below it had ended in the snapshot
 * @param about as in {@link Window#subject()}
 */
record TransactionWindow(OptionalLong lower, long nextLower, Optional<Subject> about, String snapshot, String source)
        implements Window {
    static final WindowForm<TransactionWindow> FORM = new WindowForm<>(
            "transactions",
            TransactionWindow.class,
            (window, node) -> {
                window.lower().ifPresent(lower -> node.put("lower", lower));
                node.put("next_lower", window.nextLower());
            },
            fields -> new TransactionWindow(
                    fields.optionalNumber("lower"),
                    fields.number("next_lower"),
                    fields.subject(),
                    fields.snapshot(),
                    fields.source()));

    @Override
    public Optional<Subject> subject() {
        return about;
    }

    @Override
    public Window noting(Meaning meaning) {
        return new TransactionWindow(lower, nextLower, about.map(subject -> subject.noting(meaning)), snapshot, source);
    }
}
