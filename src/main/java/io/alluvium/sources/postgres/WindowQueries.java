package io.alluvium.sources.postgres;

import io.alluvium.source.survey.Bounds;
import io.alluvium.source.survey.RowCondition;
import io.alluvium.source.survey.WindowFacts;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.StringJoiner;

/** What the server itself computes of a window, in the snapshot that is read. */
final class WindowQueries {
    /** Of fewer pages one statement makes as much of as two. */
    private static final long MANY_PAGES = 1_000;

    private static final String CACHED_PAGES = "select pg_size_bytes(current_setting('effective_cache_size'))"
            + " / current_setting('block_size')::pg_catalog.int8";

    private WindowQueries() {}

    static WindowFacts facts(Connection connection, TableView view, Bounds bounds, boolean fingerprint)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return !fingerprint && isCountedApart(statement, view, bounds)
                    ? countedApart(statement, view, bounds)
                    : inOnePass(statement, view, bounds, fingerprint);
        }
    }

    private static WindowFacts inOnePass(Statement statement, TableView view, Bounds bounds, boolean fingerprint)
            throws SQLException {
        StringJoiner select = new StringJoiner(
                ",\n",
                "select ",
                " from " + view.from() + " where " + bounds.rows().sql());
        select.add("count(*)");
        select.add(fingerprint ? fingerprint(view, RowCondition.ALL) : "null");
        select.add(fingerprint(view, bounds.next()));
        select.add("count(*) filter (where " + view.keyIsNull() + ")");
        try (ResultSet row = statement.executeQuery(select.toString())) {
            row.next();
            return new WindowFacts(
                    row.getLong(1), Optional.ofNullable(row.getString(2)), row.getString(3), row.getLong(4));
        }
    }

    /** All rows of a large table that the server can keep in its memory, of which few make the next window. */
    private static boolean isCountedApart(Statement statement, TableView view, Bounds bounds) throws SQLException {
        long pages = view.relation().pages().total();
        if (pages < MANY_PAGES || !bounds.rows().isAll() || bounds.next().isAll()) {
            return false;
        }
        try (ResultSet row = statement.executeQuery(CACHED_PAGES)) {
            row.next();
            return pages <= row.getLong(1);
        }
    }

    /**
     * Counting looks at no column then, and at the pages, which are to be read anyway: an index that the planner takes to
     * be cheaper costs more than twice the time. The rows of the next window may have an index of their own.
     */
    private static WindowFacts countedApart(Statement statement, TableView view, Bounds bounds) throws SQLException {
        long rows;
        long keysWithNull;
        statement.execute("set local enable_indexonlyscan = off");
        try (ResultSet row = statement.executeQuery(
                "select count(*), count(*) filter (where " + view.keyIsNull() + ") from " + view.from())) {
            row.next();
            rows = row.getLong(1);
            keysWithNull = row.getLong(2);
        }
        statement.execute("reset enable_indexonlyscan");
        try (ResultSet row = statement.executeQuery("select " + fingerprint(view, RowCondition.ALL) + " from "
                + view.from() + " where " + bounds.next().sql())) {
            row.next();
            return new WindowFacts(rows, Optional.empty(), row.getString(1), keysWithNull);
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
