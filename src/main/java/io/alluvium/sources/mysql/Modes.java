package io.alluvium.sources.mysql;

import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.sql.CursorColumn;
import io.alluvium.source.sql.CursorMode;
import io.alluvium.source.sql.OpenWrites;
import io.alluvium.source.sql.ReplaceMode;
import io.alluvium.source.sql.SnapshotMode;
import io.alluvium.source.survey.ReadMode;
import java.util.Optional;
import java.util.function.Function;

/** Chooses the mode that a table is read in, bound to a state of its server. */
final class Modes {
    private static final int ALL_DIGITS = 6;

    private Modes() {}

    /**
     * @param key its first column
     * @param writes that the state does not show
     * @throws io.alluvium.failure.AlluviumException when the table cannot be read in the mode that it is configured for
     */
    static ReadMode of(
            DatabaseTable table, Relation relation, Optional<KeyColumn> key, SnapshotView server, OpenWrites writes) {
        return switch (table.mode()) {
            case SNAPSHOT ->
                new SnapshotMode(
                        relation.subject(Optional.empty()),
                        Optional.empty(),
                        key.filter(KeyColumn::hasRanges)
                                .filter(ranged -> table.stored()
                                        .mask(ranged.column().name())
                                        .isEmpty())
                                .map(Function.identity()),
                        server);
            case REPLACE -> new ReplaceMode(relation.subject(Optional.empty()), server);
            case APPEND -> {
                requireTransactions(table, relation);
                yield NumberedMode.of(table, relation, server, writes);
            }
            default -> cursor(table, relation, server, writes);
        };
    }

    private static CursorMode cursor(DatabaseTable table, Relation relation, SnapshotView server, OpenWrites writes) {
        requireTransactions(table, relation);
        String name = table.cursor().orElseThrow();
        SourceColumn column = required(table, relation, name, "cursor");
        CursorColumn cursor = cursor(column)
                .orElseThrow(() -> table.problem(
                                ErrorCode.SOURCE_TYPE_UNSUPPORTED,
                                "the cursor " + name + " of " + table.from() + " is " + column.declared()
                                        + ": the order of such values is not the order of commits")
                        .marking(name)
                        .because("a cursor is a timestamp, datetime or date that every write sets")
                        .fixedBy("mode = snapshot")
                        .asException());
        return new CursorMode(
                table,
                cursor,
                table.lookback(),
                relation.subject(Optional.of(column)),
                server,
                new MysqlDialect(),
                writes);
    }

    private static void requireTransactions(DatabaseTable table, Relation relation) {
        if (relation.kind() == Relation.Kind.VIEW || !relation.transactional()) {
            throw table.problem(
                            ErrorCode.SOURCE_MODE_REFUSED,
                            "mode " + table.mode().word() + " needs a table of InnoDB: " + table.from() + " is "
                                    + (relation.kind() == Relation.Kind.VIEW
                                            ? "a view, behind which rows may be of any age"
                                            : "of another engine, which knows no transactions"))
                    .marking("cursor")
                    .fixedBy("mode = snapshot")
                    .asException();
        }
    }

    static SourceColumn required(DatabaseTable table, Relation relation, String name, String role) {
        return relation.column(name)
                .orElseThrow(() -> table.problem(
                                ErrorCode.SOURCE_COLUMN_MISSING,
                                "the " + role + " column " + name + " does not exist in " + table.from())
                        .marking(name)
                        .because("not a column of the table")
                        .didYouMean(DidYouMean.amongNames(relation.columnNames(), name))
                        .asException());
    }

    /** Empty for a column of another type than a cursor has. */
    static Optional<CursorColumn> cursor(SourceColumn column) {
        Optional<CursorColumn.Form> form = switch (column.type()) {
            case "timestamp" -> Optional.of(CursorColumn.Form.TIMESTAMPTZ);
            case "datetime" -> Optional.of(CursorColumn.Form.TIMESTAMP);
            case "date" -> Optional.of(CursorColumn.Form.DATE);
            default -> Optional.empty();
        };
        return form.map(kind -> new CursorColumn(
                column.name(),
                kind,
                column.notNull(),
                kind == CursorColumn.Form.DATE ? ALL_DIGITS : column.secondDigits()));
    }
}
