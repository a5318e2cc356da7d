package io.alluvium.sources.mysql;

import io.alluvium.source.SourceContent;
import io.alluvium.source.digest.ComparedColumns;
import io.alluvium.source.digest.ContentQueries;
import io.alluvium.source.keys.KeyRanges;
import io.alluvium.source.keys.RangeDigest;
import io.alluvium.source.keys.RowDigest;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks the server for digests of a table's content, in the state that is read. */
final class DigestQueries implements ContentQueries {
    private static final int FETCHED_ROWS = 5_000;

    /** Of each range; they need not be exactly of one size. */
    private static final long SAMPLED_ROWS = 100;

    private final TableView table;
    private final Optional<KeyColumn> key;
    private final String condition;
    private final String digest;

    /** @param condition which rows are digested */
    DigestQueries(TableView table, ComparedColumns columns, String condition) {
        this.table = table;
        this.key = table.firstKey();
        this.condition = condition;
        this.digest = CanonicalSql.digest(CanonicalSql.row(table.images(columns.names())));
    }

    @Override
    public Division divide(int ranges) throws SQLException {
        double share = Math.min(
                1,
                (double) ranges * SAMPLED_ROWS / Math.max(1, table.rowEstimate().orElse(0)));
        List<String> starts =
                new RangeQueries(table, key.orElseThrow()).starts(ranges, "rand(1) < " + share + " and " + condition);
        long newer = table.sessions().run(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select coalesce(sum(not (" + condition + ")), 0) from "
                            + table.relation().from())) {
                row.next();
                return row.getLong(1);
            }
        });
        return new Division(starts, newer);
    }

    /** In which range a row lies: that of its key, or where it has none of its digest. */
    private String range(KeyRanges ranges) {
        return key.map(column -> column.range(ranges.starts()))
                .orElseGet(() -> byDigest(ranges.starts(), 0, ranges.count() - 1));
    }

    private static String byDigest(List<String> starts, int from, int to) {
        if (from == to) {
            return Integer.toString(from);
        }
        int middle = (from + to) / 2;
        return "if(cast(d as signed) >= " + starts.get(middle) + ", " + byDigest(starts, middle + 1, to) + ", "
                + byDigest(starts, from, middle) + ")";
    }

    private String digested(KeyRanges ranges, String which) {
        String ordered = key.map(KeyColumn::ordered).orElse("null");
        String own = key.isPresent() ? "cast(" + CanonicalSql.row(table.keyColumns()) + " as binary)" : "null";
        String rows = "(select " + digest + " as d, " + ordered + " as k, " + own + " as h, not (" + condition
                + ") as n" + key.map(column -> ", " + range(ranges) + " as r").orElse("") + " from "
                + table.relation().from() + " where " + which + ") c";
        return key.isPresent() ? rows : "(select c.*, " + range(ranges) + " as r from " + rows + ") c";
    }

    @Override
    public List<RangeDigest> digests(KeyRanges ranges) throws SQLException {
        String sql = "select r, count(*), min(k), max(k), cast(sum(d) as char) from " + digested(ranges, condition)
                + " group by r order by r";
        return table.sessions().run(connection -> {
            List<RangeDigest> digests = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                while (row.next()) {
                    digests.add(new RangeDigest(
                            row.getInt(1),
                            row.getLong(2),
                            value(row, 3),
                            value(row, 4),
                            new BigInteger(row.getString(5)).longValue()));
                }
            }
            return digests;
        });
    }

    private Optional<String> value(ResultSet row, int at) throws SQLException {
        return key.isPresent() ? key.get().text(row, at) : Optional.empty();
    }

    @Override
    public void rows(KeyRanges ranges, Set<Integer> wanted, SourceContent.RowSink sink) throws SQLException {
        String numbers = wanted.stream().map(String::valueOf).collect(Collectors.joining(", "));
        String order = key.isPresent() ? "h" : "lpad(lower(hex(d)), 16, '0')";
        // Rows that raw need not have yet are told too; of rows without a key there are none such.
        String sql = "select r, h, k, d, n from " + digested(ranges, key.isPresent() ? "true" : condition)
                + " where r in (" + numbers + ") order by r, " + order;
        table.sessions().run(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(FETCHED_ROWS);
                try (ResultSet row = statement.executeQuery(sql)) {
                    while (row.next()) {
                        sink.take(row(row));
                    }
                }
            }
            return wanted;
        });
    }

    private RowDigest row(ResultSet row) throws SQLException {
        long sum = Long.parseUnsignedLong(row.getString(4));
        return new RowDigest(
                row.getInt(1),
                key.isPresent()
                        ? new String(row.getBytes(2), StandardCharsets.UTF_8)
                        : HexFormat.of().toHexDigits(sum),
                value(row, 3),
                sum,
                OptionalLong.empty(),
                key.isPresent() && row.getBoolean(5));
    }
}
