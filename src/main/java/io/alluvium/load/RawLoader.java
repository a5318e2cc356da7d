package io.alluvium.load;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.alluvium.domain.TableName;
import io.alluvium.domain.Window;
import io.alluvium.extract.Extracted;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.lake.CommitMark;
import io.alluvium.lake.LakeSession;
import io.alluvium.lake.Staged;
import io.alluvium.lake.TableChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Appends one batch to its raw table: rows that raw has are dropped, the rest is written, the counts are compared with
 * the source's own, and then the batch is committed under its journal number. A batch without a new row commits
 * nothing.
 */
public final class RawLoader {
    private final LakeSession lake;

    public RawLoader(LakeSession lake) {
        this.lake = lake;
    }

    /**
     * Writes the rows that raw has not, and compares counts; nothing is visible yet.
     *
     * @param session the step's session, in which raw is pinned at the batch's base
     * @throws io.alluvium.failure.AlluviumException SOURCE_SCHEMA_CHANGED, SOURCE_COUNT_DIFFERS, and
     *     what the commit throws
     */
    public Counted prepare(SparkSession session, Batch batch, Extracted extracted) {
        Dataset<Row> rows = extracted.rows(session);
        batch.base()
                .ifPresent(base ->
                        new SchemaPolicy(batch.schemaChange()).check(batch.table(), base.schema(), rows.schema()));
        return switch (extracted.overlap()) {
            case NONE -> append(session, batch, extracted, rows);
            case BY_SOURCE_VERSION ->
                batch.base().isEmpty()
                        ? append(session, batch, extracted, rows)
                        : appendUnknown(session, batch, extracted, rows);
            case WHOLE_CONTENT ->
                batch.base().isEmpty()
                        ? append(session, batch, extracted, difference(batch).fromNothing(rows))
                        : appendDifference(session, batch, extracted, rows);
        };
    }

    /** Makes a prepared batch part of raw, in one transaction. */
    public Loaded commit(Counted counted) {
        return counted.commit();
    }

    private static Difference difference(Batch batch) {
        return new Difference(batch.table().key());
    }

    private Counted append(SparkSession session, Batch batch, Extracted extracted, Dataset<Row> rows) {
        Staged staged = stage(session, batch, rows);
        try {
            compareCounts(batch, extracted, staged.rowCount());
        } catch (RuntimeException e) {
            staged.drop();
            throw e;
        }
        boolean replaces = batch.base().isPresent() && isReplace(batch);
        return counted(staged, staged.rowCount(), replaces || batch.base().isEmpty());
    }

    /** The window overlaps with what was read before: a row is known by its key and its version in the source. */
    private Counted appendUnknown(SparkSession session, Batch batch, Extracted extracted, Dataset<Row> rows) {
        Dataset<Row> read = rows.persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Row counts = read.agg(count(lit(1)), min(LoadColumns.SOURCE_VERSION), max(LoadColumns.SOURCE_VERSION))
                    .head();
            compareCounts(batch, extracted, counts.getLong(0));
            if (counts.getLong(0) == 0) {
                return Counted.nothing(0);
            }
            Dataset<Row> known = raw(session, batch.table().name())
                    .where(col(LoadColumns.SOURCE_VERSION).between(counts.get(1), counts.get(2)));
            List<String> identity = new ArrayList<>(batch.table().key());
            identity.add(LoadColumns.SOURCE_VERSION);
            Column same = identity.stream()
                    .map(name -> read.col("`" + name + "`").eqNullSafe(known.col("`" + name + "`")))
                    .reduce(Column::and)
                    .orElseThrow();
            Staged staged = stage(session, batch, read.join(known, same, "left_anti"));
            return counted(staged, counts.getLong(0), false);
        } finally {
            read.unpersist();
        }
    }

    private Counted appendDifference(SparkSession session, Batch batch, Extracted extracted, Dataset<Row> rows) {
        Dataset<Row> read = rows.persist(StorageLevel.MEMORY_AND_DISK());
        try {
            long count = read.count();
            compareCounts(batch, extracted, count);
            Dataset<Row> changed =
                    difference(batch).between(raw(session, batch.table().name()), read);
            return counted(stage(session, batch, changed), count, false);
        } finally {
            read.unpersist();
        }
    }

    private static void compareCounts(Batch batch, Extracted extracted, long read) {
        if (extracted.sourceCount().isPresent() && extracted.sourceCount().getAsLong() != read) {
            throw Problem.of(
                            ErrorCode.SOURCE_COUNT_DIFFERS,
                            "%s: the source counts %d rows, %d were read"
                                    .formatted(
                                            batch.table().name(),
                                            extracted.sourceCount().getAsLong(),
                                            read))
                    .at(batch.table().place())
                    .because("nothing was committed")
                    .asException();
        }
    }

    private Staged stage(SparkSession session, Batch batch, Dataset<Row> rows) {
        Dataset<Row> marked = withLoadColumns(batch, rows);
        TableChange change = isReplace(batch) ? new TableChange.ReplaceAll(marked) : new TableChange.Append(marked);
        Map<String, String> properties = isReplace(batch)
                ? Map.of("alluvium.project", batch.project())
                : Map.of("alluvium.project", batch.project(), "delta.appendOnly", "true");
        CommitMark mark = new CommitMark(
                batch.writer(),
                batch.intent().number(),
                batch.intent().tableId(),
                batch.intent().run(),
                Map.of(),
                properties,
                Optional.empty(),
                Map.of());
        return lake.stage(session, batch.table().name(), batch.base(), change, mark);
    }

    private static boolean isReplace(Batch batch) {
        return batch.intent().window() instanceof Window.Files files && files.replace();
    }

    /** Source columns first, then those of the load. */
    private static Dataset<Row> withLoadColumns(Batch batch, Dataset<Row> rows) {
        List<Column> columns = new ArrayList<>();
        LoadColumns.sourceColumns(rows.schema()).forEach(field -> columns.add(col("`" + field.name() + "`")));
        columns.add(lit(batch.intent().number()).as(LoadColumns.BATCH));
        columns.add(lit(batch.intent().run().number()).as(LoadColumns.RUN));
        columns.add(lit(batch.loadedAt()).as(LoadColumns.LOADED_AT));
        for (String name : rows.columns()) {
            if (LoadColumns.isOne(name)) {
                columns.add(col(name));
            }
        }
        return rows.select(columns.toArray(Column[]::new));
    }

    private static Dataset<Row> raw(SparkSession session, TableName table) {
        return session.table(table.toString());
    }

    private static Counted counted(Staged staged, long read, boolean evenEmpty) {
        if (staged.rowCount() == 0 && !evenEmpty) {
            staged.drop();
            return Counted.nothing(read);
        }
        return new Counted(Optional.of(staged), read);
    }
}
