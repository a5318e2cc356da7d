package io.alluvium.sources.postgres;

import io.alluvium.source.SourceContent;
import io.alluvium.source.keys.KeyRanges;
import io.alluvium.source.keys.RangeDigest;
import io.alluvium.source.keys.RowDigest;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Runs statements that digest a table by ranges. Where these start is a statement's first parameter. */
final class RangeStatements {
    private static final int FETCHED_ROWS = 5_000;

    private final ViewInSnapshot table;
    private final Starts starts;

    /** Where ranges start, as the server compares it with rows. */
    interface Starts {
        Array of(Connection connection, KeyRanges ranges) throws SQLException;

        /** Ranges of numbers. */
        static Array ofNumbers(Connection connection, KeyRanges ranges) throws SQLException {
            return connection.createArrayOf(
                    "numeric", ranges.starts().stream().map(BigDecimal::new).toArray());
        }
    }

    /** What one row of a result says. */
    interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    RangeStatements(ViewInSnapshot table, Starts starts) {
        this.table = table;
        this.starts = starts;
    }

    List<RangeDigest> digests(String sql, KeyRanges ranges, Reading<RangeDigest> reading) throws SQLException {
        List<RangeDigest> found = table.snapshot().run(connection -> {
            List<RangeDigest> digests = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                query.setArray(1, starts.of(connection, ranges));
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        digests.add(reading.of(row));
                    }
                }
            }
            return digests;
        });
        table.requireUnrewritten();
        return found;
    }

    /** @param wanted numbers of ranges, the second parameter */
    void rows(String sql, KeyRanges ranges, Set<Integer> wanted, Reading<RowDigest> reading, SourceContent.RowSink sink)
            throws SQLException {
        table.snapshot().run(connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                query.setFetchSize(FETCHED_ROWS);
                query.setArray(1, starts.of(connection, ranges));
                query.setArray(2, connection.createArrayOf("int4", wanted.toArray()));
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        sink.take(reading.of(row));
                    }
                }
            }
            return wanted;
        });
    }
}
