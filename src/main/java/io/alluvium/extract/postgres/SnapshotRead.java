package io.alluvium.extract.postgres;

import java.util.OptionalLong;
import java.util.Properties;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Spark's JDBC reader over an exported snapshot. */
final class SnapshotRead {
    private static final long FETCH_BYTES = 16L << 20;
    private static final int MOST_ROWS = 10_000;
    private static final int LEAST_ROWS = 50;

    private final Login login;
    private final SnapshotSession snapshot;
    private final TableView view;

    SnapshotRead(Login login, SnapshotSession snapshot, TableView view) {
        this.login = login;
        this.snapshot = snapshot;
        this.view = view;
    }

    /** @param partitions sessions that read at the same time; more than one only for a whole heap */
    Dataset<Row> rows(SparkSession spark, String condition, int partitions) {
        // User and password stand under the names that Spark knows as secrets.
        Properties options = login.properties();
        options.setProperty("driver", org.postgresql.Driver.class.getName());
        options.setProperty("sessionInitStatement", snapshot.joining());
        // A fetch size turns autocommit off, without which neither the snapshot nor the cursor lasts.
        options.setProperty("fetchsize", Integer.toString(fetchSize(view.relation())));
        // The server compares by its own collations and types; a filter of Spark's would mean something else there.
        options.setProperty("pushDownPredicate", "false");
        String[] ranges = partitions == 1
                ? new String[] {"true"}
                : TableSplit.conditions("p", view.relation(), partitions).toArray(String[]::new);
        return spark.read()
                .jdbc(login.url(), view.query(condition), ranges, options)
                .select(view.kept());
    }

    /** As many rows as fit a fixed share of memory, by the average row on disk, large values included. */
    static int fetchSize(Relation relation) {
        OptionalLong rows = relation.rowEstimate();
        if (rows.isEmpty() || rows.getAsLong() == 0) {
            return MOST_ROWS / 10;
        }
        long average = Math.max(1, relation.bytes() / rows.getAsLong());
        return (int) Math.max(LEAST_ROWS, Math.min(MOST_ROWS, FETCH_BYTES / average));
    }
}
