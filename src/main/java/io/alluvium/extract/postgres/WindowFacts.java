package io.alluvium.extract.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What the database itself computes of a window, in the snapshot that is read.
 *
 * @param rows how many
 * @param fingerprint of the window's rows, where it was asked for: it costs two hashes a row
 * @param nextFingerprint of the rows that the next window would hold
 * @param keysWithNull rows with a null in the key
 */
record WindowFacts(long rows, Optional<String> fingerprint, String nextFingerprint, long keysWithNull) {

    WindowFacts {
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(nextFingerprint, "nextFingerprint");
    }

    /** One pass over the window. */
    static WindowFacts of(Connection connection, TableView view, Bounds bounds, boolean fingerprint)
            throws SQLException {
        StringJoiner select = new StringJoiner(
                ",\n",
                "select ",
                " from " + view.from() + " where " + bounds.rows().sql());
        select.add("count(*)");
        select.add(fingerprint ? fingerprint(view, RowCondition.ALL) : "null");
        select.add(fingerprint(view, bounds.next()));
        select.add("count(*) filter (where " + view.keyIsNull() + ")");
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(select.toString())) {
            row.next();
            return new WindowFacts(
                    row.getLong(1), Optional.ofNullable(row.getString(2)), row.getString(3), row.getLong(4));
        }
    }

    private static String fingerprint(TableView view, RowCondition rows) {
        String where = rows.isAll() ? "" : " filter (where " + rows.sql() + ")";
        return "concat(count(*)" + where + ", '.', " + hashes(view.rowIdentity(), where) + ")";
    }

    /**
     * Two sums of independent hashes: with the number of rows, any change of the set of rows changes them.
     *
     * @param identity of a row
     */
    static String hashes(String identity) {
        return hashes(identity, "");
    }

    private static String hashes(String identity, String filter) {
        String hash = "hashtextextended(" + identity + ", %s)::pg_catalog.numeric";
        return "concat(sum(" + hash.formatted("0") + ")" + filter + ", '.', sum(" + hash.formatted("7919") + ")"
                + filter + ")";
    }
}
