package io.alluvium.extract.postgres;

import io.alluvium.config.PostgresTable;
import io.alluvium.domain.Window;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Rows by the number of the transaction that wrote them, which the server keeps in each row. Every transaction below the
 * oldest that a snapshot sees open has ended in it, so that the next batch starts there. Transactions within others
 * have higher numbers than these. The server looks at every page of the table for it.
 */
record TransactionMode(PostgresTable table) implements ReadMode {
    TransactionMode {
        Objects.requireNonNull(table, "table");
    }

    @Override
    public Window next(Optional<Window> last, SnapshotSession snapshot) {
        Optional<Window.Transactions> before =
                last.filter(Window.Transactions.class::isInstance).map(Window.Transactions.class::cast);
        return new Window.Transactions(
                before.map(window -> OptionalLong.of(window.nextLower())).orElseGet(OptionalLong::empty),
                snapshot.snapshot().oldestOpen(),
                snapshot.snapshot().name(),
                snapshot.server().identity());
    }

    @Override
    public Bounds bounds(Window window, SnapshotSession snapshot) {
        if (!(window instanceof Window.Transactions transactions)) {
            throw new IllegalArgumentException("not a window of mode xid: " + table.name());
        }
        SnapshotName shown = snapshot.snapshot();
        return new Bounds(
                transactions.lower().isPresent()
                        ? shown.writtenSince(transactions.lower().getAsLong())
                        : RowCondition.ALL,
                shown.writtenSince(transactions.nextLower()),
                true);
    }

    @Override
    public String what(Window window, ServerState server) {
        return window instanceof Window.Transactions transactions
                        && transactions.lower().isPresent()
                ? "transaction >= " + transactions.lower().getAsLong()
                : "all rows";
    }

    @Override
    public String guarantee(ServerState server) {
        return "complete; deletes are not seen";
    }
}
