package io.alluvium.sources.postgres;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.target.TargetTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A table that is written, as the catalog of the server has it. */
final class TargetRelation {
    private static final String FIND = "select c.relkind in ('r', 'p'), row_security_active(c.oid)"
            + " from pg_catalog.pg_class c where c.oid = to_regclass(?)";
    private static final String COLUMNS =
            "select attname, format_type(atttypid, atttypmod) from pg_catalog.pg_attribute"
                    + " where attrelid = to_regclass(?) and attnum > 0 and not attisdropped order by attnum";

    private final Connection connection;
    private final TargetTable table;
    private final String name;

    TargetRelation(Connection connection, TargetTable table, RelationName name) {
        this.connection = connection;
        this.table = table;
        this.name = name.sql();
    }

    /**
     * Whether there is one.
     *
     * @throws AlluviumException EXPORT_TABLE_FOREIGN where rows cannot be told there: it is a view, or hides rows
     */
    boolean exists() throws SQLException {
        try (PreparedStatement statement = prepared(FIND);
                ResultSet found = statement.executeQuery()) {
            if (!found.next()) {
                return false;
            }
            if (!found.getBoolean(1)) {
                throw table.problem(ErrorCode.EXPORT_TABLE_FOREIGN, table.to() + " is no table")
                        .because("a view, or something else of that name")
                        .fixedBy("name another table in to")
                        .asException();
            }
            if (found.getBoolean(2)) {
                throw table.problem(ErrorCode.EXPORT_TABLE_FOREIGN, table.to() + " hides rows from this user")
                        .because("row-level security is on, so that the difference could not be told")
                        .fixedBy("let the table's owner export to it, or a user with BYPASSRLS")
                        .asException();
            }
            return true;
        }
    }

    void create(List<TargetColumn> columns) throws SQLException {
        List<String> lines = new ArrayList<>();
        columns.forEach(column -> lines.add(
                column.quoted() + " " + column.type() + (table.key().contains(column.name()) ? " not null" : "")));
        if (!table.key().isEmpty()) {
            lines.add("primary key (" + table.key().stream().map(Sql::quoted).collect(Collectors.joining(", ")) + ")");
        }
        execute("create table " + name + " (" + String.join(", ", lines) + ")");
    }

    /**
     * Holds the table to these columns.
     *
     * @param grows whether columns that it has not are added
     * @throws AlluviumException EXPORT_COLUMNS_DIFFER
     */
    void require(List<TargetColumn> wanted, boolean grows) throws SQLException {
        Map<String, String> found = columns();
        List<String> differences = new ArrayList<>();
        List<String> mending = new ArrayList<>();
        for (TargetColumn column : wanted) {
            String type = found.remove(column.name());
            if (type == null && grows) {
                execute(adding(column));
            } else if (type == null) {
                differences.add("without " + column.name() + " " + column.type());
                mending.add(adding(column));
            } else if (!type.equals(column.type())) {
                differences.add(column.name() + " is " + type + " and not " + column.type());
                mending.add("alter table " + name + " alter column " + column.quoted() + " type " + column.type());
            }
        }
        found.forEach((column, type) -> {
            differences.add("with " + column + " " + type + " beside");
            mending.add("alter table " + name + " drop column " + Sql.quoted(column));
        });
        if (!differences.isEmpty()) {
            throw table.problem(ErrorCode.EXPORT_COLUMNS_DIFFER, table.to() + " has other columns than " + table.from())
                    .because(String.join("; ", differences))
                    .fixedBy("at the server: " + String.join("; ", mending)
                            + "; or drop the table there, and it is made anew")
                    .asException();
        }
    }

    private String adding(TargetColumn column) {
        return "alter table " + name + " add column " + column.quoted() + " " + column.type();
    }

    private Map<String, String> columns() throws SQLException {
        Map<String, String> columns = new LinkedHashMap<>();
        try (PreparedStatement statement = prepared(COLUMNS);
                ResultSet column = statement.executeQuery()) {
            while (column.next()) {
                columns.put(column.getString(1), column.getString(2));
            }
        }
        return columns;
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, name);
        return statement;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
