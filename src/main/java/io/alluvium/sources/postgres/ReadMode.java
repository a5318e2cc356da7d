package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.source.Overlap;
import io.alluvium.source.sql.Bounds;
import io.alluvium.source.sql.RowCondition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the changes of one table are found: what a batch reads, and what that promises. */
sealed interface ReadMode permits CursorMode, TransactionMode, IdentifierMode, SnapshotMode {

    /** @throws io.alluvium.failure.AlluviumException when the table cannot be read in the mode that it is configured for */
    static ReadMode of(PostgresTable table, Relation relation, Connection connection) throws SQLException {
        if (table.mode() == PostgresTable.Mode.SNAPSHOT) {
            return new SnapshotMode(relation.subject(), RangeKey.of(table, relation, connection));
        }
        if (relation.kind() == Relation.Kind.VALUES) {
            throw Faults.at(
                            table,
                            ErrorCode.SOURCE_MODE_REFUSED,
                            "mode " + table.mode().word() + " needs a table: the rows of " + table.from()
                                    + " have no version of their own")
                    .marking(table.cursor().isPresent() ? "cursor" : "mode")
                    .fixedBy("mode = snapshot")
                    .asException();
        }
        return switch (table.mode()) {
            case XID -> new TransactionMode(table, relation.boundedSubject(Optional.empty()));
            case APPEND -> IdentifierMode.of(table, relation, connection);
            default -> CursorMode.of(table, relation);
        };
    }

    /**
     * The window that follows.
     *
     * @param last committed; of this mode or, after a change of the configuration, of another, of another table or
     *     column
     * @throws io.alluvium.failure.AlluviumException where this server cannot give what the mode promises
     */
    Window next(Optional<Window> last, SnapshotSession snapshot) throws SQLException;

    /** A window of this kind, where its bounds are about this subject. */
    static <W extends Window> Optional<W> own(Optional<Window> window, Class<W> kind, Window.Subject subject) {
        return window.filter(kind::isInstance)
                .filter(other ->
                        other.subject().map(about -> about.isBoundLike(subject)).orElse(true))
                .map(kind::cast);
    }

    /** The tables whose rows a window reads whatever its lower bound is. */
    static List<Long> added(Window window) {
        return window.subject().map(Window.Subject::added).orElse(List.of());
    }

    /** Also all rows of the tables that came with rows of their own, by their numbers in the catalog. */
    static Bounds withAdded(Bounds bounds, Window window) {
        List<Long> added = added(window);
        return added.isEmpty()
                ? bounds
                : bounds.with(RowCondition.of("t.tableoid = any ('"
                        + added.stream().map(Object::toString).collect(Collectors.joining(",", "{", "}"))
                        + "'::pg_catalog.oid[])"));
    }

    /** Whether this is a window that {@link #bounds} can give, and {@link #next} follows from. */
    boolean reads(Window window);

    /** @throws IllegalArgumentException for a window that this mode does not read */
    Bounds bounds(Window window, SnapshotSession snapshot);

    /** The window for people. */
    String what(Window window, ServerState server);

    /** What holds for each batch, in words. */
    String guarantee(ServerState server);

    /** How the rows of a batch relate to what raw has. */
    default Overlap overlap(Window window, boolean isFirst) {
        return isFirst ? new Overlap.None() : new Overlap.BySourceVersion();
    }

    /** Whether each row comes with the number of the transaction that wrote it. */
    default boolean isVersioned() {
        return true;
    }
}
