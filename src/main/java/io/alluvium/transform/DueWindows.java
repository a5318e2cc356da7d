package io.alluvium.transform;

import io.alluvium.domain.TableName;
import io.alluvium.lake.LakeSession;
import io.alluvium.lake.TableVersion;
import io.alluvium.model.Strategy;
import io.alluvium.spark.SqlNames;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Which windows of a partition model the rows of its inputs touch. Rows count as they were and as they are: one that
 * moved from a window to another, and one that was deleted, touch the window that they were in too.
 */
public final class DueWindows {
    private final LakeSession lake;
    private final SparkSession session;
    private final Strategy.Partition partition;

    /** @param session in which the model's inputs are pinned */
    public DueWindows(LakeSession lake, SparkSession session, Strategy.Partition partition) {
        this.lake = lake;
        this.session = session;
        this.partition = partition;
    }

    /**
     * Those that what happened to inputs touches, as their first moments.
     *
     * @param inputs those that changed, with the version that the windows have seen
     * @return empty where a row has no time, or an input keeps no feed, so that any window may be touched
     */
    public Optional<SortedSet<Instant>> touched(Map<TableVersion, Long> inputs) {
        SortedSet<Instant> windows = new TreeSet<>();
        for (Map.Entry<TableVersion, Long> input : inputs.entrySet()) {
            Strategy.Reach reach = partition.inputs().get(input.getKey().name());
            if (reach == null || !LakeSession.hasChanges(input.getKey())) {
                return Optional.empty();
            }
            Dataset<Row> changes = ChangeSet.netted(lake.changes(session, input.getKey(), input.getValue()));
            if (!add(changes, reach.by(), reach.reach(), windows)) {
                return Optional.empty();
            }
        }
        return Optional.of(windows);
    }

    /** Those of all rows of the mapped inputs, and of the table itself where there is one. */
    public SortedSet<Instant> all(Optional<TableVersion> table) {
        SortedSet<Instant> windows = new TreeSet<>();
        partition
                .inputs()
                .forEach((name, reach) -> add(session.table(name.toString()), reach.by(), reach.reach(), windows));
        table.filter(known ->
                        Arrays.stream(known.schema().fieldNames()).anyMatch(partition.windowBy()::equalsIgnoreCase))
                .ifPresent(known -> add(rows(known), partition.windowBy(), Duration.ZERO, windows));
        return windows;
    }

    private Dataset<Row> rows(TableVersion table) {
        TableName name = table.name();
        return lake.session(name.toString(), Map.of(name, table)).table(name.toString());
    }

    /** False where a row has no time. */
    private boolean add(Dataset<Row> rows, String by, Duration reach, SortedSet<Instant> windows) {
        Column time = SqlNames.column(by).cast("timestamp");
        Column last = functions.timestamp_micros(functions.unix_micros(time).plus(reach.toNanos() / 1000));
        String unit = partition.window().word().toUpperCase(Locale.ROOT);
        List<Row> spans = rows.select(
                        functions.unix_micros(functions.date_trunc(unit, time)).as("first"),
                        functions.unix_micros(functions.date_trunc(unit, last)).as("last"))
                .distinct()
                .collectAsList();
        boolean isTold = true;
        for (Row span : spans) {
            if (span.isNullAt(0)) {
                isTold = false;
            } else {
                Instant end = Instant.EPOCH.plus(span.getLong(1), ChronoUnit.MICROS);
                Instant window = Instant.EPOCH.plus(span.getLong(0), ChronoUnit.MICROS);
                while (!window.isAfter(end)) {
                    windows.add(window);
                    window = partition.window().end(window);
                }
            }
        }
        return isTold;
    }
}
