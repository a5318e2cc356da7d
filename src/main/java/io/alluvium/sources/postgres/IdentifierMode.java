package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.survey.Bounds;
import io.alluvium.source.survey.ReadMode;
import io.alluvium.source.survey.RowCondition;
import io.alluvium.source.window.Subject;
import io.alluvium.source.window.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Rows of a table that only grows, by an identifier from a sequence: the identifiers say which part of an index to look
 * at, the numbers of transactions which rows there are new.
 *
 * <p>Each batch notes the highest identifier drawn so far, and the time after that. Whoever began later draws higher ones:
 * once the horizon has passed that time, all rows still to come are above that identifier. When the sequence began anew
 * since, the numbers of transactions alone say what is new, once.
 */
record IdentifierMode(
        DatabaseTable table,
        SourceColumn column,
        IdentifierSequence sequence,
        Subject subject,
        SnapshotSession snapshot)
        implements ReadMode {
    private static final List<String> INTEGERS = List.of("int2", "int4", "int8");

    IdentifierMode {
        Objects.requireNonNull(table, "table");
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(sequence, "sequence");
        Objects.requireNonNull(subject, "subject");
    }

    static IdentifierMode of(DatabaseTable table, Relation relation, SnapshotSession snapshot, Connection connection)
            throws SQLException {
        SourceColumn column = TableView.required(table, relation, table.cursor().orElseThrow(), "cursor");
        if (!column.notNull() || INTEGERS.stream().noneMatch(column.type()::isBuiltIn)) {
            throw table.problem(
                            ErrorCode.SOURCE_TYPE_UNSUPPORTED,
                            "the cursor " + column.name() + " of " + table.from() + " is " + column.declaredType()
                                    + (column.notNull() ? "" : " and may be null"))
                    .marking(column.name())
                    .because("mode append needs a whole number that is never null and comes from a sequence")
                    .fixedBy("mode = xid, which needs no such column")
                    .asException();
        }
        return new IdentifierMode(
                table,
                column,
                IdentifierSequence.of(connection, table, relation, column),
                relation.boundedSubject(Optional.of(column)),
                snapshot);
    }

    @Override
    public Window next(Optional<Window> last) throws SQLException {
        Instant horizon = Horizon.of(table, snapshot);
        IdentifierWindow.Drawn drawn = snapshot.run(sequence::drawn);
        Optional<IdentifierWindow> before = own(last);
        before.ifPresent(
                window -> snapshot.snapshot().requireAfter(window.next().transaction(), table));
        Optional<IdentifierWindow> ascended = before.filter(window -> drawn.goesOnFrom(window.drawn()));
        return new IdentifierWindow(
                ascended.map(IdentifierWindow::next).or(() -> before.map(window -> byTransaction(window.next()))),
                new IdentifierWindow.Bound(
                        ascended.map(window -> next(window, horizon, snapshot.server()))
                                .orElseGet(OptionalLong::empty),
                        snapshot.snapshot().oldestOpen()),
                drawn,
                Optional.of(subject.after(before.flatMap(Window::subject))),
                snapshot.snapshot().name(),
                snapshot.server().identity());
    }

    /** Of a sequence that began anew, new identifiers may be low ones; the numbers of transactions go on. */
    private static IdentifierWindow.Bound byTransaction(IdentifierWindow.Bound bound) {
        return new IdentifierWindow.Bound(OptionalLong.empty(), bound.transaction());
    }

    /** A prepared transaction began at an unknown time: the last bound stays right. */
    private static OptionalLong next(IdentifierWindow before, Instant horizon, ServerState server) {
        boolean passed = !server.prepared() && !before.drawn().at().isAfter(horizon);
        return passed
                ? OptionalLong.of(before.drawn().identifier())
                : before.next().identifier();
    }

    private Optional<IdentifierWindow> own(Optional<Window> window) {
        return ReadMode.own(window, IdentifierWindow.class, subject);
    }

    @Override
    public boolean reads(Window window) {
        return own(Optional.of(window)).isPresent();
    }

    @Override
    public Bounds bounds(Window window) {
        IdentifierWindow identifiers = own(Optional.of(window))
                .orElseThrow(() -> new IllegalArgumentException("not a window of mode append: " + table.name()));
        SnapshotName shown = snapshot.snapshot();
        Bounds bounds = new Bounds(
                identifiers.lower().map(bound -> above(bound, shown)).orElse(RowCondition.ALL),
                above(identifiers.next(), shown),
                identifiers.lower().flatMap(bound -> boxed(bound.identifier())).isEmpty());
        return new PostgresDialect().withAdded(bounds, window);
    }

    private RowCondition above(IdentifierWindow.Bound bound, SnapshotName shown) {
        RowCondition written = shown.writtenSince(bound.transaction());
        return boxed(bound.identifier())
                .map(identifier -> RowCondition.of(column.sql() + " > " + identifier + "::pg_catalog.int8")
                        .and(written))
                .orElse(written);
    }

    private static Optional<Long> boxed(OptionalLong number) {
        return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }

    @Override
    public String what(Window window) {
        if (!(window instanceof IdentifierWindow identifiers)
                || identifiers.lower().isEmpty()) {
            return "all rows";
        }
        IdentifierWindow.Bound bound = identifiers.lower().get();
        return boxed(bound.identifier())
                .map(identifier -> column.name() + " > " + identifier)
                .orElse("transaction >= " + bound.transaction());
    }

    @Override
    public String guarantee() {
        return "complete where each " + column.name()
                + " is drawn from its sequence by the transaction that inserts it; updates and deletes are not seen";
    }
}
