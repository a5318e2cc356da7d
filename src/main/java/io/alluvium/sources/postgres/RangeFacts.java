package io.alluvium.sources.postgres;

import io.alluvium.source.KeyRanges;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * What the database itself computes of a table by ranges of its key, in the snapshot that is read.
 *
 * @param sums one a range
 * @param keysWithNull rows with a null in the key
 */
record RangeFacts(KeyRanges ranges, List<Sum> sums, long keysWithNull) {

    /**
     * @param rows how many
     * @param hashes any change of the set of rows changes them
     */
    record Sum(long rows, String hashes) {
        static final Sum NOTHING = new Sum(0, "");

        Sum {
            Objects.requireNonNull(hashes, "hashes");
        }
    }

    RangeFacts {
        Objects.requireNonNull(ranges, "ranges");
        sums = List.copyOf(sums);
        if (sums.size() != ranges.count()) {
            throw new IllegalArgumentException(ranges.count() + " ranges, " + sums.size() + " sums");
        }
    }

    /**
     * Without it the planner expects as many ranges as the key has values, and does without its parallel workers: of a union
     * it knows nothing, and expects few.
     */
    private static final String NO_ROWS =
            " union all select null::pg_catalog.int4, null::pg_catalog.text, null::pg_catalog.bool where false";

    /**
     * One pass over the rows.
     *
     * @param rows that are looked at; ranges without any have {@link Sum#NOTHING}
     */
    static RangeFacts of(Connection connection, TableView view, RangeKey key, KeyRanges ranges, RowCondition rows)
            throws SQLException {
        String sql = "select r, count(*), " + WindowFacts.hashes("v") + ", count(*) filter (where n) from (select "
                + key.range(ranges.starts()) + " as r, " + view.rowIdentity() + " as v, " + view.keyIsNull()
                + " as n from " + view.from() + " where " + rows.sql() + NO_ROWS + ") c group by r";
        List<Sum> sums = new ArrayList<>(Collections.nCopies(ranges.count(), Sum.NOTHING));
        long keysWithNull = 0;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                int range = row.getInt(1);
                if (!row.wasNull()) {
                    sums.set(range, new Sum(row.getLong(2), row.getString(3)));
                }
                keysWithNull += row.getLong(4);
            }
        }
        return new RangeFacts(ranges, sums, keysWithNull);
    }

    /**
     * With finer ranges in the place of one.
     *
     * @param finer of ranges that are these but for the one, with sums in its place only
     */
    RangeFacts divided(int range, RangeFacts finer) {
        int more = finer.ranges().count() - ranges.count();
        List<Sum> all = new ArrayList<>(sums.subList(0, range));
        all.addAll(finer.sums().subList(range, range + more + 1));
        all.addAll(sums.subList(range + 1, sums.size()));
        return new RangeFacts(finer.ranges(), all, keysWithNull);
    }

    long rows() {
        return sums.stream().mapToLong(Sum::rows).sum();
    }

    long rows(Collection<Integer> some) {
        return some.stream().mapToLong(range -> sums.get(range).rows()).sum();
    }
}
