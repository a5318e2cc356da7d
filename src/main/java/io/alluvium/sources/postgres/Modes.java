package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.sql.CursorColumn;
import io.alluvium.source.sql.CursorMode;
import io.alluvium.source.sql.ReplaceMode;
import io.alluvium.source.sql.SnapshotMode;
import io.alluvium.source.survey.ReadMode;
import io.alluvium.source.window.Makeup;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Chooses the mode that a table is read in, bound to a snapshot. */
final class Modes {
    /** Microseconds. */
    private static final int ALL_DIGITS = 6;

    private Modes() {}

    /** @throws io.alluvium.failure.AlluviumException when the table cannot be read in the mode that it is configured for */
    static ReadMode of(DatabaseTable table, Relation relation, SnapshotSession snapshot, Connection connection)
            throws SQLException {
        SnapshotView server = new SnapshotView(snapshot);
        if (table.mode() == DatabaseTable.Mode.SNAPSHOT) {
            return new SnapshotMode(
                    relation.subject(),
                    relation.textMakeup().map(Makeup::meaning),
                    RangeKey.of(table, relation, connection).map(Function.identity()),
                    server);
        }
        if (table.mode() == DatabaseTable.Mode.REPLACE) {
            return new ReplaceMode(relation.wholeSubject(), server);
        }
        if (relation.kind() == Relation.Kind.VALUES) {
            throw table.problem(
                            ErrorCode.SOURCE_MODE_REFUSED,
                            "mode " + table.mode().word() + " needs a table: the rows of " + table.from()
                                    + " have no version of their own")
                    .marking(table.cursor().isPresent() ? "cursor" : "mode")
                    .fixedBy("mode = snapshot")
                    .asException();
        }
        return switch (table.mode()) {
            case XID -> new TransactionMode(table, relation.boundedSubject(Optional.empty()), snapshot);
            case APPEND -> IdentifierMode.of(table, relation, snapshot, connection);
            default -> cursor(table, relation, server);
        };
    }

    private static CursorMode cursor(DatabaseTable table, Relation relation, SnapshotView server) {
        String name = table.cursor().orElseThrow();
        SourceColumn column = TableView.required(table, relation, name, "cursor");
        CursorColumn cursor = cursor(column)
                .orElseThrow(() -> table.problem(
                                ErrorCode.SOURCE_TYPE_UNSUPPORTED,
                                "the cursor " + name + " of " + table.from() + " is " + column.declaredType()
                                        + ": the order of such values is not the order of commits")
                        .marking(name)
                        .because("a cursor is a timestamptz, timestamp or date that the database sets on every write")
                        .fixedBy("mode = append where rows are only inserted, else mode = xid")
                        .asException());
        return new CursorMode(
                table,
                cursor,
                table.lookback(),
                relation.boundedSubject(Optional.of(column)),
                server,
                new PostgresDialect());
    }

    /** Empty for a column of another type than a cursor has. */
    static Optional<CursorColumn> cursor(SourceColumn column) {
        for (CursorColumn.Form form : CursorColumn.Form.values()) {
            if (column.type().isBuiltIn(form.name().toLowerCase(Locale.ROOT))) {
                int digits = form == CursorColumn.Form.DATE
                        ? ALL_DIGITS
                        : column.type().secondDigits();
                return Optional.of(new CursorColumn(column.name(), form, column.notNull(), digits));
            }
        }
        return Optional.empty();
    }
}
