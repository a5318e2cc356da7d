package io.alluvium.sources.mysql;

import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.sql.DeletionMark;
import java.util.Optional;
import java.util.Set;

/** Which rows of a table are marked as deleted, by what its columns are. */
final class DeletedRows {
    private static final Set<String> TIMES = Set.of("timestamp", "datetime", "date");
    private static final Set<String> NUMBERS =
            Set.of("tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "float", "double", "year");
    private static final Set<String> TEXTS =
            Set.of("char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum");

    private DeletedRows() {}

    /** @throws io.alluvium.failure.AlluviumException where the mark can only be wrong, or names no column */
    static Optional<String> condition(DatabaseTable table, Relation relation) {
        return table.softDelete()
                .map(mark -> mark.condition(
                        table,
                        name -> column(Modes.required(table, relation, name, "soft_delete")),
                        new MysqlDialect()));
    }

    private static DeletionMark.Column column(SourceColumn column) {
        return new DeletionMark.Column(column.name(), form(column), column.notNull(), column.declared());
    }

    private static DeletionMark.Form form(SourceColumn column) {
        if (column.declared().startsWith("tinyint(1)") || column.declared().equals("bit(1)")) {
            return DeletionMark.Form.TRUTH;
        }
        if (TIMES.contains(column.type())) {
            return DeletionMark.Form.TIME;
        }
        if (NUMBERS.contains(column.type())) {
            return DeletionMark.Form.NUMBER;
        }
        return TEXTS.contains(column.type()) ? DeletionMark.Form.TEXT : DeletionMark.Form.OTHER;
    }
}
