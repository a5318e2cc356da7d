package io.alluvium.sources.mysql;

import io.alluvium.domain.KeyIntervals;
import io.alluvium.source.keys.KeyRanges;
import io.alluvium.source.keys.RangeFacts;
import io.alluvium.source.sql.RangedTable;
import io.alluvium.source.survey.RowCondition;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Asks the server about ranges of one table's key, in the state that is read. */
record RangeQueries(TableView table, KeyColumn key) implements RangedTable {
    /** So that the same table gives the same sample. */
    private static final int SEED = 1;

    @Override
    public List<String> starts(int ranges, double percent) throws SQLException {
        return starts(ranges, "rand(" + SEED + ") < " + percent / 100);
    }

    @Override
    public List<String> starts(int ranges, KeyIntervals keys) throws SQLException {
        return starts(ranges, key.condition(keys).sql());
    }

    /** The server has no percentiles of a group: what it sends in order is divided here. */
    List<String> starts(int ranges, String which) throws SQLException {
        String sql =
                "select " + key.ordered() + " as k from " + table.relation().from() + " where " + which + " order by k";
        List<String> values = table.sessions().run(connection -> {
            List<String> found = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    key.text(row, 1).ifPresent(found::add);
                }
            }
            return found;
        });
        return IntStream.range(1, ranges)
                .mapToObj(range -> (int) ((long) values.size() * range / ranges))
                .filter(place -> place < values.size())
                .map(values::get)
                .toList();
    }

    @Override
    public RangeFacts facts(KeyRanges ranges, RowCondition rows) throws SQLException {
        String sql = "select r, concat(count(*), '.', sum(d)), count(*), sum(n) from (select "
                + key.range(ranges.starts()) + " as r, " + CanonicalSql.digest(CanonicalSql.row(table.images()))
                + " as d, (" + table.keyIsNull() + ") as n from "
                + table.relation().from() + " where " + rows.sql()
                + ") c group by r";
        return table.sessions().run(connection -> {
            List<RangeFacts.Sum> sums = new ArrayList<>(Collections.nCopies(ranges.count(), RangeFacts.Sum.NOTHING));
            long keysWithNull = 0;
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    sums.set(row.getInt(1), new RangeFacts.Sum(row.getLong(3), table.sealed(row.getString(2))));
                    keysWithNull += row.getLong(4);
                }
            }
            return new RangeFacts(ranges, sums, keysWithNull);
        });
    }
}
