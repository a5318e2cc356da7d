package io.alluvium.source.digest;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.Capabilities.Finding;
import io.alluvium.source.Look;
import io.alluvium.source.SourceContent;
import io.alluvium.source.TableSpec;
import io.alluvium.source.keys.KeyOrder;
import io.alluvium.source.keys.KeyRanges;
import io.alluvium.source.keys.RangeDigest;
import io.alluvium.source.survey.Survey;
import io.alluvium.source.survey.SurveyedTable;
import io.alluvium.source.window.Past;
import io.alluvium.source.window.Window;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.StructType;

/** Compares a table with raw by digests that its database makes. */
public final class DatabaseContent implements SourceContent {
    private static final long ROWS_A_RANGE = 100_000;
    private static final long FEWEST_RANGES = 16;
    private static final long MOST_RANGES = 1024;

    private final SurveyedTable table;
    private final Survey survey;
    private final ComparedColumns columns;
    private final ContentQueries queries;
    private final Database database;
    private final KeyRanges ranges;
    private final long newer;

    /** What a database brings along. */
    public interface Database {
        /** @param condition which rows raw must have */
        ContentQueries queries(ComparedColumns columns, String condition);

        /** Columns of raw whose values the database cannot tell as raw has them, and why, for people. */
        default Map<String, String> untold() {
            return Map.of();
        }

        /** Of a window of the table. */
        Look.Reader reader(Window window);

        /** An error of one of the queries. */
        AlluviumException explained(SQLException error);
    }

    private interface Query<T> {
        T run() throws SQLException;
    }

    private DatabaseContent(
            SurveyedTable table,
            Past past,
            ComparedColumns columns,
            String condition,
            StructType source,
            Database database)
            throws SQLException {
        this.table = table;
        this.survey = Survey.comparingValues(table, past);
        this.columns = columns;
        this.database = database;
        this.queries = database.queries(columns, condition);
        long wanted = table.rowEstimate().orElse(0) / ROWS_A_RANGE;
        int count = (int) Math.max(FEWEST_RANGES, Math.min(MOST_RANGES, wanted));
        if (table.spec().key().isEmpty()) {
            this.ranges = KeyRanges.ofDigests(count);
            this.newer = 0;
            return;
        }
        ContentQueries.Division division = queries.divide(count);
        KeyOrder order = KeyOrder.of(source.apply(table.spec().key().get(0)).dataType());
        this.ranges = new KeyRanges(order, division.starts().stream().distinct().toList());
        this.newer = division.newer();
    }

    /**
     * Divides the content, in one query.
     *
     * @param past with a last window
     * @param source as the source's columns become raw's
     * @throws AlluviumException where the last batch tells nothing about the table as it is now
     */
    public static DatabaseContent of(SurveyedTable table, Past past, StructType source, Database database)
            throws SQLException {
        Window last = past.last().orElseThrow();
        TableSpec spec = table.spec();
        if (!table.mode().reads(last)) {
            throw spec.problem(
                            ErrorCode.SOURCE_MODE_REFUSED,
                            spec.name() + " was not yet loaded as it is configured: what raw must have is told by the"
                                    + " last batch")
                    .fixedBy("alluvium run   # then verify again")
                    .asException();
        }
        ComparedColumns columns = ComparedColumns.of(spec, source, past.schema().orElseThrow(), database.untold());
        // What the next window would hold was perhaps written after the last batch; the rest that batch has seen.
        String seen = table.mode().isBounded()
                ? "not coalesce((" + table.mode().bounds(last).next().sql() + "), false)"
                : "true";
        return new DatabaseContent(table, past, columns, seen, source, database);
    }

    /**
     * Divides all that the table has, which nobody has loaded.
     *
     * @param source its columns as they are compared
     * @param condition which rows are; never null
     */
    public static DatabaseContent whole(SurveyedTable table, StructType source, String condition, Database database)
            throws SQLException {
        return new DatabaseContent(
                table, Past.NOTHING, new ComparedColumns(source, List.of()), condition, source, database);
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
        return !table.mode().isBounded();
    }

    @Override
    public boolean seesUpdates() {
        return table.spec().can().updates() != Finding.NEVER;
    }

    @Override
    public List<RangeDigest> digests() {
        return explained(() -> queries.digests(ranges));
    }

    @Override
    public void rows(Set<Integer> wanted, RowSink sink) {
        explained(() -> {
            queries.rows(ranges, wanted, sink);
            return wanted;
        });
    }

    @Override
    public Look again() {
        return explained(() -> {
            Window window = table.mode().next(Optional.empty());
            return new Look.Changed(
                    table.position(window),
                    "all rows",
                    table.rowEstimate(),
                    table.guarantee().words(),
                    database.reader(window));
        });
    }

    @Override
    public Optional<Look> sinceAltered(boolean same) {
        // Of columns that were not compared nobody knows; rows that were not, the next batch tells by versions or by
        // values.
        boolean isProved =
                same && omitted().isEmpty() && (newer == 0 || !table.mode().isVersioned());
        return explained(() -> survey.sinceAltered(isProved, database::reader));
    }

    private <T> T explained(Query<T> query) {
        try {
            return query.run();
        } catch (SQLException e) {
            throw database.explained(e);
        }
    }
}
