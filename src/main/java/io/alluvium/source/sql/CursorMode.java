package io.alluvium.source.sql;

import io.alluvium.source.TableSpec;
import io.alluvium.source.survey.Bounds;
import io.alluvium.source.survey.ReadMode;
import io.alluvium.source.window.CursorWindow;
import io.alluvium.source.window.Subject;
import io.alluvium.source.window.Window;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Rows whose cursor column is at or above a bound.
 *
 * @param lookback how long after a row's cursor its transaction may commit, as the user says; absent where the open
 *     transactions tell
 * @param subject what its bounds are about
 * @param writes that hold the bound back
 */
public record CursorMode(
        TableSpec table,
        CursorColumn column,
        Optional<Duration> lookback,
        Subject subject,
        ServerView server,
        Dialect dialect,
        OpenWrites writes)
        implements ReadMode {

    /** Of a server that tells when each transaction began. */
    public CursorMode(
            TableSpec table,
            CursorColumn column,
            Optional<Duration> lookback,
            Subject subject,
            ServerView server,
            Dialect dialect) {
        this(table, column, lookback, subject, server, dialect, OpenWrites.TOLD_BY_TIME);
    }

    @Override
    public Window next(Optional<Window> last) throws SQLException {
        Optional<CursorWindow> before = own(last);
        Optional<String> lower = before.flatMap(window -> window.nextLower().or(window::lower));
        Optional<String> bound = earliest().map(column::bound);
        // A prepared transaction began at an unknown time, but after the last bound was taken or under its hold: the
        // last bound stays right. So it does where a standby does not say how far it is.
        boolean held = isHeld() || bound.isPresent() && isWritten(lower, bound.get());
        Optional<String> nextLower = held ? before.flatMap(CursorWindow::nextLower) : bound;
        // With a clock that only goes forward, bounds do too. Rows written since it was set back may lie anywhere.
        return new CursorWindow(
                lower.filter(known -> bound.isEmpty() || isNotAfter(known, bound.get())),
                nextLower.or(() -> before.flatMap(CursorWindow::nextLower)),
                Optional.of(subject.after(before.flatMap(Window::subject))),
                server.snapshot(),
                server.identity());
    }

    /** Whether rows below the bound were written that the state does not show. */
    private boolean isWritten(Optional<String> lower, String bound) throws SQLException {
        return lookback.isEmpty()
                && writes.mayBeIn(column.condition(table, dialect, lower).and(column.below(dialect, bound)));
    }

    /** What commits after this snapshot has a cursor of this time or later; absent where that cannot be told. */
    private Optional<Instant> earliest() {
        return lookback.isPresent()
                ? server.completeUntil().map(until -> until.minus(lookback.get()))
                : Optional.of(server.horizon(table));
    }

    /** Bounds of one form sort as text. */
    private static boolean isNotAfter(String before, String now) {
        return before.length() == now.length() && before.compareTo(now) <= 0;
    }

    private boolean isHeld() {
        return lookback.isEmpty() && server.holdsPrepared();
    }

    private Optional<CursorWindow> own(Optional<Window> window) {
        return ReadMode.own(window, CursorWindow.class, subject);
    }

    @Override
    public boolean reads(Window window) {
        return own(Optional.of(window)).isPresent();
    }

    @Override
    public Bounds bounds(Window window) {
        CursorWindow cursor = own(Optional.of(window))
                .orElseThrow(() -> new IllegalArgumentException("not a window over a cursor: " + table.name()));
        Bounds bounds = new Bounds(
                column.condition(table, dialect, cursor.lower()),
                column.condition(table, dialect, cursor.nextLower().or(cursor::lower)),
                cursor.lower().isEmpty());
        return dialect.withAdded(bounds, window);
    }

    @Override
    public String what(Window window) {
        if (!(window instanceof CursorWindow cursor)) {
            return "all rows";
        }
        boolean held = cursor.nextLower().equals(cursor.lower()) && isHeld();
        return column.what(cursor.lower()) + (held ? ", held by a prepared transaction" : "");
    }

    @Override
    public boolean isVersioned() {
        return dialect.versionsRows();
    }

    @Override
    public String guarantee() {
        if (lookback.isPresent()) {
            return "complete only where every write sets " + column.name() + " and commits within "
                    + shown(lookback.get())
                    + "; later ones are missed; deletes are not seen; an updated key leaves the old one";
        }
        return "complete where the database sets " + column.name() + " on every write; deletes are not seen;"
                + " an updated key leaves the old one"
                + (server.holdsPrepared() ? "; a prepared transaction holds the bound back" : "");
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
