package io.alluvium.sources.postgres;

import io.alluvium.source.keys.KeyRanges;
import io.alluvium.source.keys.RangeFacts;
import io.alluvium.source.sql.RowCondition;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Has the server compute facts of a table by ranges of its key, in the snapshot that is read. */
final class RangeQuery {
    /**
     * Without it the planner expects as many ranges as the key has values, and does without its parallel workers: of a union
     * it knows nothing, and expects few.
     */
    private static final String NO_ROWS =
            " union all select null::pg_catalog.int4, null::pg_catalog.text, null::pg_catalog.bool where false";

    /**
     * One pass over the rows.
     *
     * @param rows that are looked at; ranges without any have {@link RangeFacts.Sum#NOTHING}
     */
    static RangeFacts facts(Connection connection, TableView view, RangeKey key, KeyRanges ranges, RowCondition rows)
            throws SQLException {
        String sql = "select r, count(*), " + WindowFacts.hashes("v") + ", count(*) filter (where n) from (select "
                + key.range(ranges.starts()) + " as r, " + view.rowIdentity() + " as v, " + view.keyIsNull()
                + " as n from " + view.from() + " where " + rows.sql() + NO_ROWS + ") c group by r";
        List<RangeFacts.Sum> sums = new ArrayList<>(Collections.nCopies(ranges.count(), RangeFacts.Sum.NOTHING));
        long keysWithNull = 0;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                int range = row.getInt(1);
                if (!row.wasNull()) {
                    sums.set(range, new RangeFacts.Sum(row.getLong(2), row.getString(3)));
                }
                keysWithNull += row.getLong(4);
            }
        }
        return new RangeFacts(ranges, sums, keysWithNull);
    }

    private RangeQuery() {}
}
