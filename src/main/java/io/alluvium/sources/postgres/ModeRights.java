package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.database.DatabaseTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Rights beside SELECT that a mode needs in the long run, whoever else is at work just now. */
final class ModeRights {
    private ModeRights() {}

    static Optional<Problem> missing(Connection connection, DatabaseTable table) throws SQLException {
        boolean needsHorizon = switch (table.mode()) {
            case CURSOR, APPEND -> true;
            case LOOKBACK, XID, SNAPSHOT, REPLACE -> false;
        };
        if (!needsHorizon) {
            return Optional.empty();
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select pg_has_role('pg_read_all_stats', 'usage'), current_user::text")) {
            row.next();
            return row.getBoolean(1) ? Optional.empty() : Optional.of(hidden(table, row.getString(2)));
        }
    }

    private static Problem hidden(DatabaseTable table, String user) {
        return table.problem(
                        ErrorCode.SOURCE_HORIZON_UNREADABLE,
                        "user " + user + " may not see the open transactions of others: " + table.name()
                                + " is refused while other users are connected")
                .marking("cursor")
                .because("mode " + table.mode().word() + " needs to see when transactions began; mode = xid does not")
                .fixedBy("GRANT pg_read_all_stats TO " + Sql.quotedWhereNeeded(user) + ";");
    }
}
