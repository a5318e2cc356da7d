package io.alluvium.extract.postgres;

import io.alluvium.config.PostgresTable;
import io.alluvium.failure.ErrorCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/** Whether every row of a window can be taken as it is; decided by the database, in the snapshot that is read. */
final class Contents {
    private final PostgresTable table;
    private final TableView view;

    Contents(PostgresTable table, TableView view) {
        this.table = table;
        this.view = view;
    }

    /**
     * For a reader that would not notice: the one by columns refuses such values itself.
     *
     * @throws io.alluvium.failure.AlluviumException naming the column, never a value
     */
    void checkValues(String condition, SnapshotSession snapshot) throws SQLException {
        Optional<String> unsupported = snapshot.run(connection -> WindowFacts.unsupported(connection, view, condition));
        if (unsupported.isPresent()) {
            String column = unsupported.get();
            throw Faults.at(
                            table,
                            ErrorCode.SOURCE_VALUE_UNSUPPORTED,
                            "the column " + column + " of " + table.from() + " holds values without an exact image:"
                                    + " infinity, NaN, years outside 1 to 9999, or arrays of several dimensions")
                    .because("in column " + column)
                    .fixedBy("read a view that casts " + column + " to text")
                    .asException();
        }
    }

    /** @throws io.alluvium.failure.AlluviumException where the key does not tell rows apart */
    void checkKeys(WindowFacts facts, String condition, SnapshotSession snapshot) throws SQLException {
        if (facts.keysWithNull() > 0) {
            throw notUnique(facts.keysWithNull() + " rows of " + table.from() + " have null in the key");
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
