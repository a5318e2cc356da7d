package io.alluvium.sources.postgres;

import io.alluvium.source.SourceContent;
import io.alluvium.source.digest.ComparedColumns;
import io.alluvium.source.digest.ContentQueries;
import io.alluvium.source.keys.KeyRanges;
import io.alluvium.source.keys.RangeDigest;
import io.alluvium.source.keys.RowDigest;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Asks the server for digests of a table without a key, whose rows are told by nothing but what they hold. */
final class KeylessQueries implements ContentQueries {
    private static final int FETCHED_ROWS = 5_000;

    private final ViewInSnapshot table;
    private final String digested;

    /** @param condition which rows are digested */
    KeylessQueries(ViewInSnapshot table, ComparedColumns columns, String condition) {
        this.table = table;
        this.digested = "(select width_bucket(d::pg_catalog.numeric, ?::pg_catalog.numeric[]) as r, d from (select "
                + CanonicalSql.digest(CanonicalSql.row(table.view().images(columns.names()))) + " as d from "
                + table.view().from() + " where " + condition + ") c) r";
    }

    @Override
    public Division divide(int ranges) {
        throw new IllegalStateException("rows without a key lie in the ranges of their digests");
    }

    @Override
    public List<RangeDigest> digests(KeyRanges ranges) throws SQLException {
        String sql = "select r, count(*), sum(d) from " + digested + " group by r order by r";
        return table.snapshot().run(connection -> {
            List<RangeDigest> digests = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                setStarts(query, ranges);
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        digests.add(new RangeDigest(
                                row.getInt(1),
                                row.getLong(2),
                                Optional.empty(),
                                Optional.empty(),
                                row.getBigDecimal(3).toBigInteger().longValue()));
                    }
                }
            }
            return digests;
        });
    }

    @Override
    public void rows(KeyRanges ranges, Set<Integer> wanted, SourceContent.RowSink sink) throws SQLException {
        String sql = "select r, d from " + digested + " where r = any (?) order by r, lpad(to_hex(d), 16, '0')"
                + " collate pg_catalog.\"C\"";
        table.snapshot().run(connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                query.setFetchSize(FETCHED_ROWS);
                setStarts(query, ranges);
                query.setArray(2, connection.createArrayOf("int4", wanted.toArray()));
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        long digest = row.getLong(2);
                        sink.take(new RowDigest(
                                row.getInt(1),
                                HexFormat.of().toHexDigits(digest),
                                Optional.empty(),
                                digest,
                                OptionalLong.empty(),
                                false));
                    }
                }
            }
            return wanted;
        });
    }

    private static void setStarts(PreparedStatement query, KeyRanges ranges) throws SQLException {
        query.setArray(
                1,
                query.getConnection()
                        .createArrayOf(
                                "numeric",
                                ranges.starts().stream().map(BigDecimal::new).toArray()));
    }
}
