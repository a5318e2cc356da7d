package io.alluvium.sources.postgres;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Whether the user may read a table's columns, found out without reading a row. */
final class ReadRight {
    private static final String DENIED = "42501";

    private ReadRight() {}

    /** @throws SQLException where it may not; {@link #missing} may say more of it */
    static void prove(Connection connection, TableView view) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement
                    .executeQuery(CopyPlan.of(view, "false", 1).part(0).select())
                    .close();
        }
    }

    /** Where the server denied to read a table because of its schema, which its error does not tell apart. */
    static Optional<AlluviumException> missing(
            SQLException error, Relation relation, PostgresTable table, SnapshotSession snapshot) throws SQLException {
        return DENIED.equals(error.getSQLState())
                ? snapshot.run(connection -> missing(connection, relation.schema(), table))
                : Optional.empty();
    }

    private static Optional<AlluviumException> missing(Connection connection, String schema, PostgresTable table)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select has_schema_privilege(" + Sql.text(schema) + ", 'usage'), current_user")) {
            row.next();
            return row.getBoolean(1) ? Optional.empty() : Optional.of(missing(schema, row.getString(2), table));
        }
    }

    private static AlluviumException missing(String schema, String user, PostgresTable table) {
        return table.problem(ErrorCode.SOURCE_NO_RIGHT, "no right to read " + table.from())
                .because("no right to use schema " + schema + ", user " + user)
                .fixedBy("GRANT USAGE ON SCHEMA " + Sql.quotedWhereNeeded(schema) + " TO " + Sql.quotedWhereNeeded(user)
                        + ";")
                .asException();
    }
}
