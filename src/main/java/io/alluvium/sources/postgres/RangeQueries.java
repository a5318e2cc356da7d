package io.alluvium.sources.postgres;

import io.alluvium.domain.KeyIntervals;
import io.alluvium.source.keys.KeyRanges;
import io.alluvium.source.keys.RangeFacts;
import io.alluvium.source.sql.RangedTable;
import io.alluvium.source.survey.RowCondition;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Asks the server about ranges of one table's key, in the snapshot. */
final class RangeQueries implements RangedTable {
    /**
     * Without it the planner expects as many ranges as the key has values, and does without its parallel workers: of a union
     * it knows nothing, and expects few.
     */
    private static final String NO_ROWS =
            " union all select null::pg_catalog.int4, null::pg_catalog.text, null::pg_catalog.bool where false";

    private final TableView view;
    private final RangeKey key;
    private final SnapshotSession snapshot;

    RangeQueries(TableView view, RangeKey key, SnapshotSession snapshot) {
        this.view = view;
        this.key = key;
        this.snapshot = snapshot;
    }

    /** Of the table's pages. */
    @Override
    public List<String> starts(int ranges, double percent) throws SQLException {
        return starts(ranges, " tablesample system (" + percent + ") repeatable (1) where ");
    }

    @Override
    public List<String> starts(int ranges, KeyIntervals keys) throws SQLException {
        return starts(ranges, " where (" + key.condition(keys).sql() + ") and ");
    }

    private List<String> starts(int ranges, String which) throws SQLException {
        String fractions = IntStream.range(1, ranges)
                .mapToObj(i -> i + "::pg_catalog.float8 / " + ranges)
                .collect(Collectors.joining(", "));
        String sql = "select " + key.text("s") + " from unnest((select percentile_disc(array[" + fractions
                + "]) within group (order by " + key.sql() + ") from " + view.from() + which + key.isFit() + ")) as s";
        return snapshot.run(connection -> {
            List<String> starts = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    starts.add(row.getString(1));
                }
            }
            return starts;
        });
    }

    @Override
    public RangeFacts facts(KeyRanges ranges, RowCondition rows) throws SQLException {
        return snapshot.run(connection -> facts(connection, ranges, rows));
    }

    private RangeFacts facts(Connection connection, KeyRanges ranges, RowCondition rows) throws SQLException {
        String sql = "select r, count(*), " + WindowQueries.hashes("v") + ", count(*) filter (where n) from (select "
                + key.range(ranges.starts()) + " as r, " + view.rowIdentity() + " as v, " + view.keyIsNull()
                + " as n from " + view.from() + " where " + rows.sql() + NO_ROWS + ") c group by r";
        List<RangeFacts.Sum> sums = new ArrayList<>(Collections.nCopies(ranges.count(), RangeFacts.Sum.NOTHING));
        long keysWithNull = 0;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                int range = row.getInt(1);
                if (!row.wasNull()) {
                    sums.set(range, new RangeFacts.Sum(row.getLong(2), view.sealed(row.getString(3))));
                }
                keysWithNull += row.getLong(4);
            }
        }
        return new RangeFacts(ranges, sums, keysWithNull);
    }
}
