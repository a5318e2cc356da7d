package io.alluvium.sources.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Whether the user may read a table's columns, and whether a view computes them. */
final class ReadRight {
    private static final String CANCELLED = "57014";

    private ReadRight() {}

    /**
     * Reads no row, and names all that is read of one: what tells its version and place is a right of its own.
     *
     * @throws SQLException where it may not; {@link Diagnosis} may say more of it
     */
    static void prove(Connection connection, TableView view) throws SQLException {
        run(
                connection,
                CopyPlan.of(view, "false and " + view.rowIdentity() + " is null", 1)
                        .part(0)
                        .select());
    }

    /**
     * Reads the first row that a view gives, if it gives one soon: what its functions do shows with a row only.
     *
     * @throws SQLException where it cannot be computed
     */
    static void proveRow(Connection connection, TableView view) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("savepoint proof; set local statement_timeout = '2s'");
            try {
                run(connection, CopyPlan.of(view, "true", 1).part(0).select() + " limit 1");
            } catch (SQLException e) {
                if (!CANCELLED.equals(e.getSQLState())) {
                    throw e;
                }
            }
            statement.execute("rollback to savepoint proof");
        }
    }

    private static void run(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeQuery(query).close();
        }
    }
}
