package io.alluvium.extract.postgres;

import io.alluvium.config.PostgresTable;
import io.alluvium.domain.Window;
import io.alluvium.extract.Known;
import io.alluvium.plan.SourceFact;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/** What is new in one table, by what the database computes in the snapshot. */
final class Survey {

    /** Where facts of a window come from. */
    interface FactsOf {
        WindowFacts of(PostgresTable table, TableView view, String condition, String nextCondition) throws SQLException;
    }

    private final PostgresTable table;
    private final TableView view;
    private final SnapshotSession snapshot;
    private final FactsOf facts;

    Survey(PostgresTable table, TableView view, SnapshotSession snapshot, FactsOf facts) {
        this.table = table;
        this.view = view;
        this.snapshot = snapshot;
        this.facts = facts;
    }

    SourceFact of(Known known) throws SQLException {
        Window window = known.pending().orElseGet(() -> next(known));
        String what = what(window);
        String guarantee = guarantee(view, snapshot.server());
        if (known.committed().isEmpty()) {
            return new SourceFact.Changed(window, what, view.relation().rowEstimate(), guarantee);
        }
        Bounds bounds = Bounds.of(table, view, window);
        WindowFacts seen = facts.of(table, view, bounds.condition(), bounds.nextCondition());
        String fingerprint = Fingerprint.text(
                snapshot, view, bounds.condition(), seen.fingerprint().orElseThrow());
        boolean same = known.fingerprint().map(fingerprint::equals).orElse(false);
        boolean nothingThere =
                view.cursor().isPresent() && seen.rows() == 0 && !Fingerprint.hasOtherShape(known.fingerprint(), view);
        if (known.pending().isEmpty() && (same || nothingThere)) {
            return new SourceFact.Unchanged(unchanged(seen, what));
        }
        return new SourceFact.Changed(window, what, OptionalLong.of(seen.rows()), guarantee);
    }

    private String unchanged(WindowFacts seen, String what) {
        if (view.cursor().isEmpty()) {
            return "same content";
        }
        return seen.rows() == 0 ? "no row with " + what : "no new row with " + what;
    }

    /** The window that follows the last committed one. */
    private Window next(Known known) {
        ServerState server = snapshot.server();
        if (view.cursor().isEmpty()) {
            return new Window.Snapshot(snapshot.snapshot(), server.identity());
        }
        Optional<Window.Cursor> last = Admission.last(known.committed())
                .filter(Window.Cursor.class::isInstance)
                .map(Window.Cursor.class::cast);
        Optional<String> lower = last.flatMap(window -> window.nextLower().or(window::lower));
        String bound = view.cursor().get().bound(server.horizon());
        // A prepared transaction began at an unknown time, but after the last bound was taken or under its hold: the
        // last bound stays right.
        Optional<String> nextLower = server.prepared() ? last.flatMap(Window.Cursor::nextLower) : Optional.of(bound);
        // With a clock that only goes forward, bounds do too. Rows written since it was set back may lie anywhere.
        return new Window.Cursor(
                lower.filter(before -> isNotAfter(before, bound)), nextLower, snapshot.snapshot(), server.identity());
    }

    /** Bounds of one form sort as text. */
    private static boolean isNotAfter(String before, String now) {
        return before.length() == now.length() && before.compareTo(now) <= 0;
    }

    private String what(Window window) {
        if (window instanceof Window.Cursor cursor && view.cursor().isPresent()) {
            return view.cursor().get().what(cursor.lower())
                    + (cursor.nextLower().equals(cursor.lower())
                                    && snapshot.server().prepared()
                            ? ", held by a prepared transaction"
                            : "");
        }
        return "whole table";
    }

    static String guarantee(TableView view, ServerState server) {
        StringBuilder guarantee = new StringBuilder("complete");
        view.cursor().ifPresent(cursor -> {
            guarantee
                    .append(" where the database sets ")
                    .append(cursor.column().name())
                    .append(" on every write");
            guarantee.append("; deletes are not seen");
            if (server.prepared()) {
                guarantee.append("; a prepared transaction holds the bound back");
            }
        });
        if (view.relation().rowSecurity()) {
            guarantee.append("; only rows that row security shows to this user");
        }
        return guarantee.toString();
    }
}
