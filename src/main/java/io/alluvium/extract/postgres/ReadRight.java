package io.alluvium.extract.postgres;

import io.alluvium.config.PostgresTable;
import io.alluvium.failure.ErrorCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Proves that the user may read a table's columns, without reading a row. */
final class ReadRight {
    private ReadRight() {}

    static void prove(Connection connection, TableView view, PostgresTable table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            requireSchemaUsage(statement, view, table);
            statement
                    .executeQuery(CopyPlan.of(view, "false", 1).part(0).select())
                    .close();
        }
    }

    private static void requireSchemaUsage(Statement statement, TableView view, PostgresTable table)
            throws SQLException {
        String schema = view.relation().schema();
        try (ResultSet row = statement.executeQuery(
                "select has_schema_privilege(" + Sql.text(schema) + ", 'usage'), current_user")) {
            row.next();
            if (!row.getBoolean(1)) {
                String user = row.getString(2);
                throw Faults.at(table, ErrorCode.SOURCE_NO_RIGHT, "no right to read " + table.from())
                        .because("no right to use schema " + schema + ", user " + user)
                        .fixedBy("GRANT USAGE ON SCHEMA " + Sql.quotedWhereNeeded(schema) + " TO "
                                + Sql.quotedWhereNeeded(user) + ";")
                        .asException();
            }
        }
    }
}
