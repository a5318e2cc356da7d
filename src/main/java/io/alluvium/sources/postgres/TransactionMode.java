package io.alluvium.sources.postgres;

import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.survey.Bounds;
import io.alluvium.source.survey.ReadMode;
import io.alluvium.source.survey.RowCondition;
import io.alluvium.source.window.Subject;
import io.alluvium.source.window.Window;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds rows by the number of the transaction that wrote them. The server keeps it in each row. Every transaction
 * below the oldest that a snapshot sees open has ended in it, so that the next batch starts there. Transactions within
 * others have higher numbers than these. The server looks at every page of the table for it.
 *
 * <p>So it is on a standby: its snapshot holds each number that it has seen in the log, or below one that it has seen, for
 * open until the log says how it ended, and nothing that its visibility calls ended commits later.
 */
record TransactionMode(DatabaseTable table, Subject subject, SnapshotSession snapshot) implements ReadMode {
    TransactionMode {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(subject, "subject");
    }

    @Override
    public Window next(Optional<Window> last) {
        Optional<TransactionWindow> before = own(last);
        before.ifPresent(window -> snapshot.snapshot().requireAfter(window.nextLower(), table));
        return new TransactionWindow(
                before.map(window -> OptionalLong.of(window.nextLower())).orElseGet(OptionalLong::empty),
                snapshot.snapshot().oldestOpen(),
                Optional.of(subject.after(before.flatMap(Window::subject))),
                snapshot.snapshot().name(),
                snapshot.server().identity());
    }

    private Optional<TransactionWindow> own(Optional<Window> window) {
        return ReadMode.own(window, TransactionWindow.class, subject);
    }

    @Override
    public boolean reads(Window window) {
        return own(Optional.of(window)).isPresent();
    }

    @Override
    public Bounds bounds(Window window) {
        TransactionWindow transactions = own(Optional.of(window))
                .orElseThrow(() -> new IllegalArgumentException("not a window of mode xid: " + table.name()));
        SnapshotName shown = snapshot.snapshot();
        Bounds bounds = new Bounds(
                transactions.lower().isPresent()
                        ? shown.writtenSince(transactions.lower().getAsLong())
                        : RowCondition.ALL,
                shown.writtenSince(transactions.nextLower()),
                true);
        return new PostgresDialect().withAdded(bounds, window);
    }

    @Override
    public String what(Window window) {
        return window instanceof TransactionWindow transactions
                        && transactions.lower().isPresent()
                ? "transaction >= " + transactions.lower().getAsLong()
                : "all rows";
    }

    /** The rewriting transaction is the one that wrote them then. */
    @Override
    public boolean findsRewritten() {
        return true;
    }

    @Override
    public String guarantee() {
        return (snapshot.server().standby()
                        ? "complete as long as this address is one and the same standby"
                        : "complete")
                + "; deletes are not seen; an updated key leaves the old one";
    }
}
