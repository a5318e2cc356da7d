package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.source.Look;
import io.alluvium.source.sql.Bounds;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Finds what is new in one table, by what the database computes in the snapshot. */
final class Survey {
    private static final String SAME_CONTENT = "same content";

    private final PostgresTable table;
    private final TableView view;
    private final SnapshotSession snapshot;
    private final PostgresReader.FactsOfTable facts;
    private final Optional<SnapshotRanges> ranges;

    Survey(
            PostgresTable table,
            TableView view,
            SnapshotSession snapshot,
            PostgresReader.FactsOfTable facts,
            Optional<SnapshotRanges> ranges) {
        this.table = table;
        this.view = view;
        this.snapshot = snapshot;
        this.facts = facts;
        this.ranges = ranges;
    }

    /** @param reader of a window of this table */
    Look of(Past past, Function<Window, Look.Reader> reader) throws SQLException {
        Optional<SnapshotRanges.Found> found = ranges.isPresent() ? ranges.get().look(past) : Optional.empty();
        if (found.isPresent()) {
            return found.get().window().isPresent()
                    ? changed(
                            found.get().window().get(),
                            "",
                            OptionalLong.of(found.get().rows()),
                            reader)
                    : new Look.Unchanged(SAME_CONTENT);
        }
        requireVersions(past);
        Optional<Window> begun = past.pending().filter(view.mode()::reads);
        Window window = begun.isPresent() ? begun.get() : view.mode().next(past.last(), snapshot);
        String beyond = beyondBounds(past, window);
        if (past.last().isEmpty()) {
            return changed(window, beyond, view.relation().rowEstimate(), reader);
        }
        Bounds bounds = view.mode().bounds(window, snapshot);
        WindowFacts seen = facts.of(bounds, true);
        String fingerprint = Fingerprint.text(
                snapshot, view, bounds.rows(), seen.fingerprint().orElseThrow());
        boolean same = past.fingerprint().map(fingerprint::equals).orElse(false);
        boolean nothingThere =
                view.mode().isVersioned() && seen.rows() == 0 && !Fingerprint.hasOtherShape(past.fingerprint(), view);
        if (past.pending().isEmpty() && (same || nothingThere)) {
            return new Look.Unchanged(unchanged(seen, what(window) + beyond));
        }
        return changed(window, beyond, OptionalLong.of(seen.rows()), reader);
    }

    private Look changed(Window window, String beyond, OptionalLong rows, Function<Window, Look.Reader> reader) {
        return new Look.Changed(
                WindowJson.position(window),
                what(window) + beyond,
                rows,
                guarantee(view, snapshot.server()),
                reader.apply(window));
    }

    private String what(Window window) {
        return view.mode().what(window, snapshot.server());
    }

    /** Why more is read than the last bound asks for. */
    private String beyondBounds(Past past, Window window) {
        if (view.isOtherThan(past)) {
            return ", of another table than before";
        }
        if (isShownOtherwise(past.last().flatMap(Window::subject), window)) {
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
    private void requireVersions(Past past) {
        boolean compared = past.last().filter(Window.Snapshot.class::isInstance).isPresent();
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
            return SAME_CONTENT;
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
