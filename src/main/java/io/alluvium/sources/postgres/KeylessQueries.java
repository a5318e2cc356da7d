package io.alluvium.sources.postgres;

import io.alluvium.source.SourceContent;
import io.alluvium.source.digest.ComparedColumns;
import io.alluvium.source.digest.ContentQueries;
import io.alluvium.source.keys.KeyRanges;
import io.alluvium.source.keys.RangeDigest;
import io.alluvium.source.keys.RowDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Asks the server for digests of a table without a key, whose rows are told by nothing but what they hold. */
final class KeylessQueries implements ContentQueries {
    private final RangeStatements statements;
    private final String digested;

    /** @param condition which rows are digested */
    KeylessQueries(ViewInSnapshot table, ComparedColumns columns, String condition) {
        this.statements = new RangeStatements(table, RangeStatements.Starts::ofNumbers);
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
        return statements.digests(
                "select r, count(*), sum(d) from " + digested + " group by r order by r",
                ranges,
                row -> new RangeDigest(
                        row.getInt(1),
                        row.getLong(2),
                        Optional.empty(),
                        Optional.empty(),
                        row.getBigDecimal(3).toBigInteger().longValue()));
    }

    @Override
    public void rows(KeyRanges ranges, Set<Integer> wanted, SourceContent.RowSink sink) throws SQLException {
        String sql = "select r, d from " + digested + " where r = any (?) order by r, lpad(to_hex(d), 16, '0')"
                + " collate pg_catalog.\"C\"";
        statements.rows(sql, ranges, wanted, KeylessQueries::row, sink);
    }

    private static RowDigest row(ResultSet row) throws SQLException {
        long digest = row.getLong(2);
        return new RowDigest(
                row.getInt(1),
                HexFormat.of().toHexDigits(digest),
                Optional.empty(),
                digest,
                OptionalLong.empty(),
                false);
    }
}
