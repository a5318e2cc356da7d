package io.alluvium.sources.postgres;

import io.alluvium.config.PostgresTable;
import io.alluvium.domain.Window;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.Known;
import io.alluvium.source.SourceFact;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/** What is new in one table, by what the database computes in the snapshot. */
final class Survey {

    /** Where facts of a window come from. */
    interface FactsOf {
        WindowFacts of(PostgresTable table, TableView view, Bounds bounds) throws SQLException;
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
        requireVersions(known);
        Optional<Window> begun = known.pending().filter(view.mode()::reads);
        Window window = begun.isPresent() ? begun.get() : view.mode().next(known.last(), snapshot);
        String what = view.mode().what(window, snapshot.server()) + beyondBounds(known, window);
        String guarantee = guarantee(view, snapshot.server());
        if (known.committed().isEmpty()) {
            return new SourceFact.Changed(window, what, view.relation().rowEstimate(), guarantee);
        }
        Bounds bounds = view.mode().bounds(window, snapshot);
        WindowFacts seen = facts.of(table, view, bounds);
        String fingerprint = Fingerprint.text(
                snapshot, view, bounds.rows(), seen.fingerprint().orElseThrow());
        boolean same = known.fingerprint().map(fingerprint::equals).orElse(false);
        boolean nothingThere =
                view.mode().isVersioned() && seen.rows() == 0 && !Fingerprint.hasOtherShape(known.fingerprint(), view);
        if (known.pending().isEmpty() && (same || nothingThere)) {
            return new SourceFact.Unchanged(unchanged(seen, what));
        }
        return new SourceFact.Changed(window, what, OptionalLong.of(seen.rows()), guarantee);
    }

    /** Why more is read than the last bound asks for. */
    private String beyondBounds(Known known, Window window) {
        if (view.isOtherThan(known)) {
            return ", of another table than before";
        }
        if (isShownOtherwise(known.last().flatMap(Window::subject), window)) {
            return ", since row security shows others than before";
        }
        int added = ReadMode.added(window).size();
        return added == 0 ? "" : ", and all of " + added + " added partition" + (added == 1 ? "" : "s");
    }

    private static boolean isShownOtherwise(Optional<Window.Subject> before, Window window) {
        return before.flatMap(then -> window.subject().map(now -> !then.showsTheSame(now)))
                .orElse(false);
    }

    /** What was loaded by comparing contents has no version by which a row that is read again could be told. */
    private void requireVersions(Known known) {
        boolean compared =
                known.last().filter(Window.Snapshot.class::isInstance).isPresent();
        if (compared && view.mode().isVersioned()) {
            throw Faults.at(
                            table,
                            ErrorCode.SOURCE_MODE_REFUSED,
                            "mode " + table.mode().word() + " cannot go on where mode snapshot left off: the rows of "
                                    + table.name() + " have no version of their own yet")
                    .marking(table.cursor().isPresent() ? "cursor" : "mode")
                    .fixedBy("mode = snapshot, or load the table anew: alluvium reset " + table.name())
                    .asException();
        }
    }

    private String unchanged(WindowFacts seen, String what) {
        if (!view.mode().isVersioned()) {
            return "same content";
        }
        return seen.rows() == 0 ? "no row with " + what : "no new row with " + what;
    }

    static String guarantee(TableView view, ServerState server) {
        String deletes = view.softDelete()
                .map(column -> "; deletes that " + column.name() + " marks are seen")
                .orElse("");
        return view.mode().guarantee(server)
                + deletes
                + (view.nullsUnfit() ? "; values that Delta has no image of are null" : "")
                + (server.standby() ? "; as far as this standby has replayed its primary" : "")
                + rowSecurity(view);
    }

    /** Policies may read other tables and settings: what these begin to show is below every bound. */
    private static String rowSecurity(TableView view) {
        if (view.relation().rowSecurity().isEmpty()) {
            return "";
        }
        return "; only rows that row security shows to this user"
                + (view.mode().isVersioned() ? " when they are new" : "");
    }
}
