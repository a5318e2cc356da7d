package io.alluvium.sources.postgres;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.fault.ServerFaults;
import io.alluvium.source.sql.DeletionMark;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** Which rows of a table are marked as deleted, by what its columns are. */
final class DeletedRows {
    private static final Set<String> TIMES = Set.of("timestamptz", "timestamp", "date");
    private static final Set<String> NUMBERS = Set.of("int2", "int4", "int8", "numeric", "float4", "float8");
    private static final Set<String> TEXTS = Set.of("text", "varchar", "bpchar", "char", "name");

    /** No such operator or function, or a constant that is no value of the type. */
    private static final Set<String> UNFIT =
            Set.of("42883", "42804", "42725", "42846", "22P02", "22003", "22007", "22008");

    private DeletedRows() {}

    /** @throws AlluviumException where the mark can only be wrong, or names no column */
    static Optional<String> condition(DatabaseTable table, Relation relation) {
        return table.softDelete()
                .map(mark -> mark.condition(
                        table,
                        name -> column(TableView.required(table, relation, name, "soft_delete")),
                        new PostgresDialect()));
    }

    private static DeletionMark.Column column(SourceColumn column) {
        return new DeletionMark.Column(column.name(), form(column.type()), column.notNull(), column.declaredType());
    }

    private static DeletionMark.Form form(SourceColumn.Type type) {
        if (type.array() || !type.schema().equals("pg_catalog")) {
            return DeletionMark.Form.OTHER;
        }
        if (type.name().equals("bool")) {
            return DeletionMark.Form.TRUTH;
        }
        if (TIMES.contains(type.name())) {
            return DeletionMark.Form.TIME;
        }
        if (NUMBERS.contains(type.name())) {
            return DeletionMark.Form.NUMBER;
        }
        return TEXTS.contains(type.name()) ? DeletionMark.Form.TEXT : DeletionMark.Form.OTHER;
    }

    /** Where the server refused to compare a column with a constant of the mark, before it read a row. */
    static Optional<AlluviumException> unfit(DatabaseTable table, SQLException error) {
        return table.softDelete()
                .filter(mark -> UNFIT.contains(ServerFaults.state(error)))
                .map(mark -> table.problem(
                                ErrorCode.BAD_VALUE,
                                "soft_delete = " + mark.written() + " compares a column of " + table.from()
                                        + " with what is no value of its type")
                        .marking("soft_delete")
                        .because("the server refuses the comparison (" + ServerFaults.state(error) + ")")
                        .fixedBy("numbers stand as they are, texts and times in single quotes: \"flag = 'Y'\","
                                + " \"deleted = 1\"")
                        .asException());
    }
}
