package io.alluvium.load;

import io.alluvium.failure.Problem;
import io.alluvium.lake.FileAppend;
import io.alluvium.lake.Lake;
import io.alluvium.lake.LakeSession;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.TableRead;
import io.alluvium.source.TableSpec;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.spark.sql.types.StructType;

/**
 * Appends one batch to its raw table: rows that raw has are dropped, the rest is written, the counts are compared with
 * the source's own, and then the batch is committed under its journal number. A batch without a new row commits
 * nothing. What can go from columns to files does, in this process or, where it is large and Spark has a cluster, in its
 * tasks; the rest is Spark's own work.
 */
public final class RawLoader {
    private final Lake lake;
    private final Supplier<LakeSession> spark;
    private final boolean cluster;

    /**
     * @param spark asked for only when a batch needs it
     * @param cluster whether Spark has other machines, which then read and write large batches
     */
    public RawLoader(Lake lake, Supplier<LakeSession> spark, boolean cluster) {
        this.lake = lake;
        this.spark = spark;
        this.cluster = cluster;
    }

    /**
     * Why a batch with these columns cannot come to a raw table with those; {@link #prepare} throws it.
     *
     * @param policy what may become of added columns
     */
    public static Optional<Problem> refusal(SchemaChange policy, TableSpec table, StructType raw, StructType given) {
        return new SchemaPolicy(policy).refusal(table, raw, given);
    }

    /**
     * Writes the rows that raw has not, and compares counts; nothing is visible yet.
     *
     * @throws io.alluvium.failure.AlluviumException SOURCE_SCHEMA_CHANGED, SOURCE_COUNT_DIFFERS, what reading the source
     *     throws, and what the commit throws
     */
    public Counted prepare(Batch batch, TableRead extracted) {
        return ColumnLoad.of(lake, batch, extracted)
                .flatMap(load -> prepare(batch, extracted, load))
                .orElseGet(() -> prepareBySpark(batch, extracted));
    }

    private Counted prepareBySpark(Batch batch, TableRead extracted) {
        if (extracted.spark().isPresent()) {
            return new SparkLoad(
                            spark.get(), batch, extracted, extracted.spark().get())
                    .prepare();
        }
        try (Spool spool = Spool.of(lake, batch, extracted.columns().orElseThrow())) {
            return new SparkLoad(spark.get(), batch, extracted, spool::rows).prepare();
        }
    }

    /** Empty when the batch turned out to be Spark's work after all. */
    private Optional<Counted> prepare(Batch batch, TableRead extracted, ColumnLoad load) {
        batch.base()
                .ifPresent(base ->
                        new SchemaPolicy(batch.schemaChange()).check(batch.table(), base.schema(), load.rawSchema()));
        FileAppend append = lake.append(batch.table().name(), batch.base(), load.rawSchema(), batch.mark());
        boolean done = false;
        try {
            OptionalLong read = cluster && load.isLarge() ? load.write(append, spark.get()) : load.write(append);
            if (read.isEmpty()) {
                return Optional.empty();
            }
            extracted.compareCount(batch.table(), read.getAsLong());
            Counted counted = Counted.of(append, read.getAsLong(), batch.base().isEmpty());
            done = true;
            return Optional.of(counted);
        } catch (IOException e) {
            throw append.failed(e);
        } finally {
            if (!done) {
                append.drop();
            }
        }
    }

    /** Makes a prepared batch part of raw, in one transaction. */
    public Loaded commit(Counted counted) {
        return counted.commit();
    }
}
