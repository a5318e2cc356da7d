package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.source.sql.Bounds;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Rows whose cursor column is at or above a bound.
 *
 * @param lookback how long after a row's cursor its transaction may commit, as the user says; absent where the open
 *     transactions tell
 */
record CursorMode(PostgresTable table, CursorColumn column, Optional<Duration> lookback, Window.Subject subject)
        implements ReadMode {
    CursorMode {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(lookback, "lookback");
        Objects.requireNonNull(subject, "subject");
    }

    static CursorMode of(PostgresTable table, Relation relation) {
        String name = table.cursor().orElseThrow();
        SourceColumn column = TableView.required(table, relation, name, "cursor");
        CursorColumn cursor = CursorColumn.of(column)
                .orElseThrow(() -> Faults.at(
                                table,
                                ErrorCode.SOURCE_TYPE_UNSUPPORTED,
                                "the cursor " + name + " of " + table.from() + " is " + column.declaredType()
                                        + ": the order of such values is not the order of commits")
                        .marking(name)
                        .because("a cursor is a timestamptz, timestamp or date that the database sets on every write")
                        .fixedBy("mode = append where rows are only inserted, else mode = xid")
                        .asException());
        return new CursorMode(table, cursor, table.lookback(), relation.boundedSubject(Optional.of(column)));
    }

    @Override
    public Window next(Optional<Window> last, SnapshotSession snapshot) {
        ServerState server = snapshot.server();
        Optional<Window.Cursor> before = own(last);
        Optional<String> lower = before.flatMap(window -> window.nextLower().or(window::lower));
        Optional<String> bound = earliest(snapshot).map(column::bound);
        // A prepared transaction began at an unknown time, but after the last bound was taken or under its hold: the
        // last bound stays right. So it does where a standby does not say how far it is.
        Optional<String> nextLower = isHeld(server) ? before.flatMap(Window.Cursor::nextLower) : bound;
        // With a clock that only goes forward, bounds do too. Rows written since it was set back may lie anywhere.
        return new Window.Cursor(
                lower.filter(known -> bound.isEmpty() || isNotAfter(known, bound.get())),
                nextLower.or(() -> before.flatMap(Window.Cursor::nextLower)),
                Optional.of(subject.after(before.flatMap(Window::subject))),
                snapshot.snapshot().name(),
                server.identity());
    }

    /** What commits after this snapshot has a cursor of this time or later; absent where that cannot be told. */
    private Optional<Instant> earliest(SnapshotSession snapshot) {
        return lookback.isPresent()
                ? snapshot.server().completeUntil().map(until -> until.minus(lookback.get()))
                : Optional.of(Horizon.of(table, snapshot));
    }

    /** Bounds of one form sort as text. */
    private static boolean isNotAfter(String before, String now) {
        return before.length() == now.length() && before.compareTo(now) <= 0;
    }

    private boolean isHeld(ServerState server) {
        return lookback.isEmpty() && server.prepared();
    }

    private Optional<Window.Cursor> own(Optional<Window> window) {
        return ReadMode.own(window, Window.Cursor.class, subject);
    }

    @Override
    public boolean reads(Window window) {
        return own(Optional.of(window)).isPresent();
    }

    @Override
    public Bounds bounds(Window window, SnapshotSession snapshot) {
        Window.Cursor cursor = own(Optional.of(window))
                .orElseThrow(() -> new IllegalArgumentException("not a window over a cursor: " + table.name()));
        return ReadMode.withAdded(
                new Bounds(
                        column.condition(table, cursor.lower()),
                        column.condition(table, cursor.nextLower().or(cursor::lower)),
                        cursor.lower().isEmpty()),
                window);
    }

    @Override
    public String what(Window window, ServerState server) {
        if (!(window instanceof Window.Cursor cursor)) {
            return "all rows";
        }
        boolean held = cursor.nextLower().equals(cursor.lower()) && isHeld(server);
        return column.what(cursor.lower()) + (held ? ", held by a prepared transaction" : "");
    }

    @Override
    public String guarantee(ServerState server) {
        String name = column.column().name();
        if (lookback.isPresent()) {
            return "complete only where every write sets " + name + " and commits within " + shown(lookback.get())
                    + "; later ones are missed; deletes are not seen";
        }
        return "complete where the database sets " + name + " on every write; deletes are not seen"
                + (server.prepared() ? "; a prepared transaction holds the bound back" : "");
    }

    private static String shown(Duration time) {
        for (ChronoUnit unit : List.of(ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES, ChronoUnit.SECONDS)) {
            if (time.toMillis() % unit.getDuration().toMillis() == 0) {
                return time.dividedBy(unit.getDuration()) + " "
                        + unit.toString().toLowerCase(Locale.ROOT);
            }
        }
        return time.toMillis() + " milliseconds";
    }
}
