package io.alluvium.load;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.alluvium.domain.TableName;
import io.alluvium.lake.LakeSession;
import io.alluvium.lake.Staged;
import io.alluvium.lake.TableChange;
import io.alluvium.raw.RawColumns;
import io.alluvium.source.Overlap;
import io.alluvium.source.TableRead;
import io.alluvium.spark.SqlNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/** One batch by Spark, whatever its size and wherever it comes from. */
final class SparkLoad {
    private final LakeSession lake;
    private final SparkSession session;
    private final Batch batch;
    private final TableRead extracted;
    private final TableRead.Rows rows;

    /** @param rows those of the window */
    SparkLoad(LakeSession lake, Batch batch, TableRead extracted, TableRead.Rows rows) {
        this.lake = lake;
        this.batch = batch;
        this.extracted = extracted;
        this.rows = rows;
        this.session = lake.session(
                "extract " + batch.table().name(),
                batch.base().map(base -> Map.of(base.name(), base)).orElse(Map.of()));
    }

    Counted prepare() {
        Dataset<Row> given = rows.in(session);
        batch.base()
                .ifPresent(base ->
                        new SchemaPolicy(batch.schemaChange()).check(batch.table(), base.schema(), given.schema()));
        return extracted.overlap().match(new Overlap.Cases<>() {
            @Override
            public Counted none() {
                return append(given);
            }

            @Override
            public Counted bySourceVersion() {
                return batch.base().isEmpty() ? append(given) : appendUnknown(given);
            }

            @Override
            public Counted content(Overlap.Content content) {
                return batch.base().isEmpty() ? append(difference().fromNothing(given)) : appendDifference(given);
            }

            @Override
            public Counted byValues() {
                return batch.base().isEmpty() ? append(given) : appendOthers(given);
            }
        });
    }

    private Difference difference() {
        return new Difference(batch.table().key());
    }

    private Counted append(Dataset<Row> rows) {
        Staged staged = stage(rows);
        try {
            extracted.compareCount(batch.table(), staged.rowCount());
        } catch (RuntimeException e) {
            staged.drop();
            throw e;
        }
        boolean replaces = batch.base().isPresent() && batch.isReplace();
        return Counted.of(staged, staged.rowCount(), replaces || batch.base().isEmpty());
    }

    /** The window overlaps with what was read before: a row is known by its key and its version in the source. */
    private Counted appendUnknown(Dataset<Row> rows) {
        Dataset<Row> read = rows.persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Row counts = read.agg(count(lit(1)), min(RawColumns.SOURCE_VERSION), max(RawColumns.SOURCE_VERSION))
                    .head();
            extracted.compareCount(batch.table(), counts.getLong(0));
            if (counts.getLong(0) == 0) {
                return Counted.nothing(0);
            }
            Dataset<Row> known = raw(batch.table().name())
                    .where(col(RawColumns.SOURCE_VERSION).between(counts.get(1), counts.get(2)));
            List<String> identity = new ArrayList<>(batch.table().key());
            identity.add(RawColumns.SOURCE_VERSION);
            Column same = identity.stream()
                    .map(name -> read.col(SqlNames.quoted(name)).eqNullSafe(known.col(SqlNames.quoted(name))))
                    .reduce(Column::and)
                    .orElseThrow();
            Staged staged = stage(read.join(known, same, "left_anti"));
            return Counted.of(staged, counts.getLong(0), false);
        } finally {
            read.unpersist();
        }
    }

    private Counted appendDifference(Dataset<Row> rows) {
        Dataset<Row> raw = raw(batch.table().name());
        Dataset<Row> held = KeptKeys.of(extracted.overlap(), raw.schema())
                .map(keys -> raw.where(keys.condition()))
                .orElse(raw);
        return appendCompared(rows, read -> difference().between(held, read));
    }

    private Counted appendOthers(Dataset<Row> rows) {
        Dataset<Row> raw = raw(batch.table().name());
        return appendCompared(rows, read -> difference().others(raw, read));
    }

    private Counted appendCompared(Dataset<Row> rows, UnaryOperator<Dataset<Row>> changed) {
        Dataset<Row> read = rows.persist(StorageLevel.MEMORY_AND_DISK());
        try {
            long count = read.count();
            extracted.compareCount(batch.table(), count);
            return Counted.of(stage(changed.apply(read)), count, false);
        } finally {
            read.unpersist();
        }
    }

    private Staged stage(Dataset<Row> rows) {
        Dataset<Row> marked = withLoadColumns(rows);
        TableChange change = batch.isReplace() ? new TableChange.ReplaceAll(marked) : new TableChange.Append(marked);
        return lake.stage(session, batch.table().name(), batch.base(), change, batch.mark());
    }

    private Dataset<Row> withLoadColumns(Dataset<Row> rows) {
        return rows.select(Arrays.stream(RawColumns.of(rows.schema()).fieldNames())
                .map(name -> switch (name) {
                    case RawColumns.BATCH -> lit(batch.intent().number()).as(name);
                    case RawColumns.RUN -> lit(batch.intent().run().number()).as(name);
                    case RawColumns.LOADED_AT -> lit(batch.loadedAt()).as(name);
                    default -> SqlNames.column(name);
                })
                .toArray(Column[]::new));
    }

    private Dataset<Row> raw(TableName table) {
        return session.table(table.toString());
    }
}
