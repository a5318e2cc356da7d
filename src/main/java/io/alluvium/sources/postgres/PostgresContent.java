package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.source.Look;
import io.alluvium.source.SourceContent;
import io.alluvium.source.keys.KeyOrder;
import io.alluvium.source.keys.KeyRanges;
import io.alluvium.source.keys.RangeDigest;
import io.alluvium.source.keys.RowDigest;
import io.alluvium.source.sql.SnapshotMode;
import io.alluvium.source.window.Past;
import io.alluvium.source.window.Window;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/** A table's content, digested by the server in the snapshot that all tables are read in. */
final class PostgresContent implements SourceContent {
    private static final long ROWS_A_RANGE = 100_000;
    private static final long FEWEST_RANGES = 16;
    private static final long MOST_RANGES = 1024;
    private static final int FETCHED_ROWS = 5_000;

    private final ViewInSnapshot looked;
    private final PostgresTable table;
    private final TableView view;
    private final ComparedColumns columns;
    private final String condition;
    private final SnapshotSession snapshot;
    private final Faults faults;
    private final Function<Window, Look.Reader> reader;
    private final SourceColumn firstKey;
    private final KeyOrder order;
    private final KeyRanges ranges;
    private final long newer;

    private PostgresContent(
            ViewInSnapshot looked,
            ComparedColumns columns,
            String condition,
            Faults faults,
            Function<Window, Look.Reader> reader)
            throws SQLException {
        this.reader = reader;
        this.looked = looked;
        this.table = looked.spec();
        this.view = looked.view();
        this.snapshot = looked.snapshot();
        this.columns = columns;
        this.condition = condition;
        this.faults = faults;
        this.firstKey = columns.named(table.key().get(0));
        this.order = order(view.images().get(firstKey));
        Division division = snapshot.run(this::divide);
        this.ranges = division.ranges();
        this.newer = division.newer();
    }

    /** @throws io.alluvium.failure.AlluviumException where the last batch tells nothing about the table as it is now */
    static PostgresContent of(ViewInSnapshot looked, Past past, Faults faults, Function<Window, Look.Reader> reader)
            throws SQLException {
        PostgresTable table = looked.spec();
        TableView view = looked.view();
        Window last = past.last().orElseThrow();
        if (!view.mode().reads(last)) {
            throw Faults.at(
                            table,
                            ErrorCode.SOURCE_MODE_REFUSED,
                            table.name() + " was not yet loaded as it is configured: what raw must have is told by the"
                                    + " last batch")
                    .fixedBy("alluvium run   # then verify again")
                    .asException();
        }
        ComparedColumns columns = ComparedColumns.of(table, view, past.schema().orElseThrow());
        // What the next window would hold was perhaps written after the last batch; the rest that batch has seen.
        String seen = view.mode() instanceof SnapshotMode
                ? "true"
                : "not coalesce((" + view.mode().bounds(last).next().sql() + "), false)";
        return new PostgresContent(looked, columns, seen, faults, reader);
    }

    private static KeyOrder order(@Nullable ColumnImage image) {
        DataType type = Objects.requireNonNull(image, "image of the key").type();
        boolean exact = type instanceof NumericType
                && !type.equals(org.apache.spark.sql.types.DataTypes.FloatType)
                && !type.equals(org.apache.spark.sql.types.DataTypes.DoubleType);
        return exact || type instanceof DateType || type instanceof TimestampType || type instanceof TimestampNTZType
                ? KeyOrder.NUMBER
                : KeyOrder.TEXT;
    }

    private record Division(KeyRanges ranges, long newer) {}

    private Division divide(Connection connection) throws SQLException {
        long wanted = view.relation().rowEstimate().orElse(0) / ROWS_A_RANGE;
        int count = (int) Math.max(FEWEST_RANGES, Math.min(MOST_RANGES, wanted));
        String fractions = IntStream.range(1, count)
                .mapToObj(i -> i + "::pg_catalog.float8 / " + count)
                .collect(Collectors.joining(", "));
        String sql = "select count(*) filter (where not (" + condition + ")), percentile_disc(array[" + fractions
                + "]) within group (order by " + ordered() + ") filter (where " + condition + ") from " + view.from();
        try (PreparedStatement query = connection.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
            row.next();
            @Nullable Array found = row.getArray(2);
            List<String> starts = new ArrayList<>();
            if (found != null) {
                for (Object start : (Object[]) found.getArray()) {
                    // A null value of the key sorts last, and belongs to the first range.
                    Optional.ofNullable(start)
                            .map(this::text)
                            .filter(text -> starts.isEmpty()
                                    || !starts.get(starts.size() - 1).equals(text))
                            .ifPresent(starts::add);
                }
            }
            return new Division(new KeyRanges(order, starts), row.getLong(1));
        }
    }

    /** The first key column as the server orders it. */
    private String ordered() {
        String text = CanonicalSql.plain(
                firstKey, columns.schema().apply(firstKey.name()).dataType());
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

    private void setStarts(PreparedStatement query) throws SQLException {
        Object[] starts = order == KeyOrder.NUMBER
                ? ranges.starts().stream().map(BigDecimal::new).toArray()
                : ranges.starts().stream()
                        .map(start -> HexFormat.of().formatHex(start.getBytes(StandardCharsets.UTF_8)))
                        .toArray();
        query.setArray(1, query.getConnection().createArrayOf(order == KeyOrder.NUMBER ? "numeric" : "text", starts));
    }

    @Override
    public StructType columns() {
        return columns.schema();
    }

    @Override
    public List<String> omitted() {
        return columns.omitted();
    }

    @Override
    public KeyRanges ranges() {
        return ranges;
    }

    @Override
    public long newer() {
        return newer;
    }

    @Override
    public boolean seesDeletes() {
        return view.mode() instanceof SnapshotMode;
    }

    @Override
    public boolean seesUpdates() {
        return !(view.mode() instanceof IdentifierMode);
    }

    @Override
    public List<RangeDigest> digests() {
        String sql = "select r, count(*), min(k), max(k), sum(d) from (select " + range() + " as r, " + ordered()
                + " as k, " + CanonicalSql.digest(CanonicalSql.row(columns.columns())) + " as d from " + view.from()
                + " where " + condition + ") c group by r order by r";
        return inSnapshot(connection -> {
            List<RangeDigest> digests = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                setStarts(query);
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        digests.add(new RangeDigest(
                                row.getInt(1),
                                row.getLong(2),
                                text(row, 3),
                                text(row, 4),
                                row.getBigDecimal(5).toBigInteger().longValue()));
                    }
                }
            }
            return digests;
        });
    }

    @Override
    public void rows(Set<Integer> wanted, RowSink sink) {
        String key = CanonicalSql.row(columns.named(table.key()));
        String version =
                view.mode().isVersioned() ? "t.xmin::pg_catalog.text::pg_catalog.int8" : "null::pg_catalog.int8";
        String sql = "select r, h, k, d, v from (select " + range() + " as r, " + CanonicalSql.sortable(key)
                + " as h, " + ordered() + " as k, "
                + CanonicalSql.digest(CanonicalSql.row(columns.columns())) + " as d, " + version + " as v from "
                + view.from() + " where " + condition + ") c where r = any (?) order by r, h";
        inSnapshot(connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                query.setFetchSize(FETCHED_ROWS);
                setStarts(query);
                query.setArray(2, connection.createArrayOf("int4", wanted.toArray()));
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        sink.take(row(row));
                    }
                }
            }
            return wanted;
        });
    }

    private RowDigest row(ResultSet row) throws SQLException {
        long version = row.getLong(5);
        OptionalLong versioned = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(version);
        String key = new String(HexFormat.of().parseHex(row.getString(2)), StandardCharsets.UTF_8);
        return new RowDigest(row.getInt(1), key, text(row, 3), row.getLong(4), versioned);
    }

    private <T> T inSnapshot(SnapshotSession.Work<T> work) {
        try {
            return snapshot.run(work);
        } catch (SQLException e) {
            throw faults.ofTable(table, e).asException(e);
        }
    }

    @Override
    public Look.Changed again() {
        try {
            Window window = view.mode().next(Optional.empty());
            return new Look.Changed(
                    WindowJson.position(window),
                    "all rows",
                    view.relation().rowEstimate(),
                    looked.guarantee().words(),
                    reader.apply(window));
        } catch (SQLException e) {
            throw faults.ofTable(table, e).asException(e);
        }
    }
}
