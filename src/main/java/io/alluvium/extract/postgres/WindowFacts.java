package io.alluvium.extract.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What the database itself computes of a window, in the snapshot that is read.
 *
 * @param rows how many
 * @param fingerprint of the window's rows
 * @param nextFingerprint of the rows that the next window would hold
 * @param unsupported the first column with a value that has no image
 * @param keysWithNull rows with a null in the key
 */
record WindowFacts(
        long rows, String fingerprint, String nextFingerprint, Optional<String> unsupported, long keysWithNull) {

    WindowFacts {
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(nextFingerprint, "nextFingerprint");
        Objects.requireNonNull(unsupported, "unsupported");
    }

    /** One pass over the window. */
    static WindowFacts of(Connection connection, TableView view, String condition, String nextCondition)
            throws SQLException {
        List<String> checked = new ArrayList<>();
        StringJoiner select = new StringJoiner(",\n", "select ", " from " + view.from() + " where " + condition);
        select.add("count(*)");
        select.add(fingerprint(view, "true"));
        select.add(fingerprint(view, nextCondition));
        select.add("count(*) filter (where " + view.keyIsNull() + ")");
        view.images()
                .forEach((column, image) -> image.unsupported().ifPresent(bad -> {
                    checked.add(column.name());
                    select.add("count(*) filter (where " + bad + ")");
                }));
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(select.toString())) {
            row.next();
            Optional<String> unsupported = Optional.empty();
            for (int i = 0; i < checked.size() && unsupported.isEmpty(); i++) {
                unsupported = row.getLong(i + 5) > 0 ? Optional.of(checked.get(i)) : Optional.empty();
            }
            return new WindowFacts(row.getLong(1), row.getString(2), row.getString(3), unsupported, row.getLong(4));
        }
    }

    /** Two sums of independent hashes and the number of rows: any change of the set of rows changes them. */
    private static String fingerprint(TableView view, String condition) {
        String hash = "hashtextextended(" + view.rowIdentity() + ", %s)::pg_catalog.numeric";
        String where = condition.equals("true") ? "" : " filter (where " + condition + ")";
        return "concat(count(*)" + where + ", '.', sum(" + hash.formatted("0") + ")" + where + ", '.', sum("
                + hash.formatted("7919") + ")" + where + ")";
    }
}
