package io.alluvium.sources.postgres;

import io.alluvium.source.SourceContent;
import io.alluvium.source.digest.ComparedColumns;
import io.alluvium.source.digest.ContentQueries;
import io.alluvium.source.keys.KeyOrder;
import io.alluvium.source.keys.KeyRanges;
import io.alluvium.source.keys.RangeDigest;
import io.alluvium.source.keys.RowDigest;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** Asks the server for digests of a table's content, in the snapshot that is read. */
final class DigestQueries implements ContentQueries {
    private final ViewInSnapshot table;
    private final ComparedColumns columns;
    private final String condition;
    private final SourceColumn firstKey;
    private final DataType firstType;
    private final KeyOrder order;
    private final RangeStatements statements;

    /** @param condition which rows are digested */
    DigestQueries(ViewInSnapshot table, ComparedColumns columns, String condition) {
        this.table = table;
        this.columns = columns;
        this.condition = condition;
        this.firstKey = table.view().column(table.spec().key().get(0));
        this.firstType = columns.schema().apply(table.spec().key().get(0)).dataType();
        this.order = KeyOrder.of(firstType);
        this.statements = new RangeStatements(table, this::starts);
    }

    @Override
    public Division divide(int ranges) throws SQLException {
        String fractions = IntStream.range(1, ranges)
                .mapToObj(i -> i + "::pg_catalog.float8 / " + ranges)
                .collect(Collectors.joining(", "));
        String sql = "select count(*) filter (where not (" + condition + ")), percentile_disc(array[" + fractions
                + "]) within group (order by " + ordered() + ") filter (where " + condition + ") from " + from();
        return table.snapshot().run(connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql);
                    ResultSet row = query.executeQuery()) {
                row.next();
                @Nullable Array found = row.getArray(2);
                // A null value of the key sorts last, and belongs to the first range.
                List<String> starts = found == null
                        ? List.of()
                        : Stream.of((Object[]) found.getArray())
                                .flatMap(start -> Optional.ofNullable(start).stream())
                                .map(this::text)
                                .toList();
                return new Division(starts, row.getLong(1));
            }
        });
    }

    private String from() {
        return table.view().from();
    }

    private String digest() {
        return CanonicalSql.digest(CanonicalSql.row(table.view().images(columns.names())));
    }

    /** The first key column as the server orders it. */
    private String ordered() {
        String text = CanonicalSql.first(firstKey, table.view().image(firstKey));
        return order == KeyOrder.NUMBER ? "(" + text + ")::pg_catalog.numeric" : CanonicalSql.sortable(text);
    }

    /** Of what {@link #ordered} gives. */
    private String text(Object ordered) {
        return order == KeyOrder.NUMBER
                ? ((BigDecimal) ordered).toPlainString()
                : new String(HexFormat.of().parseHex((String) ordered), StandardCharsets.UTF_8);
    }

    private Optional<String> text(ResultSet row, int column) throws SQLException {
        @Nullable Object ordered = order == KeyOrder.NUMBER ? row.getBigDecimal(column) : row.getString(column);
        return Optional.ofNullable(ordered).map(this::text);
    }

    private String range() {
        String starts = order == KeyOrder.NUMBER ? "?::pg_catalog.numeric[]" : "(?::pg_catalog.text[])";
        return "coalesce(width_bucket(" + ordered() + ", " + starts + "), 0)";
    }

    private Array starts(Connection connection, KeyRanges ranges) throws SQLException {
        return order == KeyOrder.NUMBER
                ? RangeStatements.Starts.ofNumbers(connection, ranges)
                : connection.createArrayOf(
                        "text",
                        ranges.starts().stream()
                                .map(start -> HexFormat.of().formatHex(start.getBytes(StandardCharsets.UTF_8)))
                                .toArray());
    }

    @Override
    public List<RangeDigest> digests(KeyRanges ranges) throws SQLException {
        String sql = "select r, count(*), min(k), max(k), sum(d) from (select " + range() + " as r, " + ordered()
                + " as k, " + digest() + " as d from " + from()
                + " where " + condition + ") c group by r order by r";
        return statements.digests(
                sql,
                ranges,
                row -> new RangeDigest(
                        row.getInt(1),
                        row.getLong(2),
                        text(row, 3),
                        text(row, 4),
                        row.getBigDecimal(5).toBigInteger().longValue()));
    }

    @Override
    public void rows(KeyRanges ranges, Set<Integer> wanted, SourceContent.RowSink sink) throws SQLException {
        String key = CanonicalSql.key(table.view().images(table.spec().key()));
        String version =
                table.mode().isVersioned() ? "t.xmin::pg_catalog.text::pg_catalog.int8" : "null::pg_catalog.int8";
        String sql = "select r, h, k, d, v, n from (select " + range() + " as r, " + CanonicalSql.sortable(key)
                + " as h, " + ordered() + " as k, "
                + digest() + " as d, " + version + " as v, not (" + condition + ") as n from "
                + from() + ") c where r = any (?) order by r, h";
        statements.rows(sql, ranges, wanted, this::row, sink);
    }

    private RowDigest row(ResultSet row) throws SQLException {
        long version = row.getLong(5);
        OptionalLong versioned = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(version);
        String key = new String(HexFormat.of().parseHex(row.getString(2)), StandardCharsets.UTF_8);
        return new RowDigest(row.getInt(1), key, text(row, 3), row.getLong(4), versioned, row.getBoolean(6));
    }
}
