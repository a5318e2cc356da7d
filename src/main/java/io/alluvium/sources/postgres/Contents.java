package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Whether the key tells the rows of a window apart; decided by the database, in the snapshot that is read. */
final class Contents {
    private final PostgresTable table;
    private final TableView view;

    Contents(PostgresTable table, TableView view) {
        this.table = table;
        this.view = view;
    }

    /** @throws io.alluvium.failure.AlluviumException where the key does not tell rows apart */
    void checkKeys(Seen seen, String condition, SnapshotSession snapshot) throws SQLException {
        if (seen.keysWithNull() > 0) {
            throw notUnique(seen.keysWithNull() + " rows of " + table.from() + " have null in the key");
        }
        if (!view.isKeyUniqueByIndex() && hasDuplicate(condition, snapshot)) {
            throw notUnique("rows of " + table.from() + " share the key " + table.key());
        }
    }

    private boolean hasDuplicate(String condition, SnapshotSession snapshot) throws SQLException {
        return snapshot.run(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(view.duplicateKey(condition))) {
                row.next();
                return row.getBoolean(1);
            }
        });
    }

    private RuntimeException notUnique(String message) {
        return Faults.at(table, ErrorCode.SOURCE_KEY_NOT_UNIQUE, message)
                .marking("key")
                .fixedBy("name the columns that tell rows apart in key")
                .asException();
    }
}
