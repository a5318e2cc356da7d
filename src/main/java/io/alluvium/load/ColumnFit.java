package io.alluvium.load;

import io.alluvium.lake.Lake;
import io.alluvium.lake.TableScan;
import io.alluvium.lake.TableVersion;
import io.alluvium.raw.RawColumns;
import io.alluvium.source.Overlap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Whether a batch of columns can go to files on this machine, without Spark. That is everything that raw cannot have
 * yet whatever its size, and small increments.
 *
 * @param base raw as it stands; absent before the first batch
 * @param rows the columns that the source gives, those of {@code _source_version} and the like included
 * @param replaces whether the batch stands for all that raw has
 */
public record ColumnFit(Lake lake, Optional<TableVersion> base, StructType rows, Overlap overlap, boolean replaces) {
    /** Larger comparisons are Spark's, and larger appends its tasks' where it has a cluster. */
    private static final long MOST_ROWS_HERE = 200_000;

    private static final long MOST_COMPARED_BYTES = 64L << 20;

    /** Of files whose rows are kept only in some key ranges; they are decoded by the time that Spark has started. */
    private static final long MOST_SEARCHED_BYTES = 128L << 20;

    public ColumnFit {
        Objects.requireNonNull(lake, "lake");
        Objects.requireNonNull(base, "base");
        Objects.requireNonNull(rows, "rows");
        Objects.requireNonNull(overlap, "overlap");
    }

    /**
     * Why it is Spark's work, in a few words; empty where it is not.
     *
     * @param count rows of the batch; absent where nobody knows
     */
    public Optional<String> obstacle(OptionalLong count) {
        return obstacle(count, this::scan);
    }

    /** @param log raw's rows, asked for only when their size decides */
    Optional<String> obstacle(OptionalLong count, Supplier<TableScan> log) {
        if (replaces && base.isPresent()) {
            return Optional.of("it replaces what raw has");
        }
        if (!lake.canAppend(base, rawSchema())) {
            return Optional.of("raw's columns or table features are other than the batch's");
        }
        if (appendsAll()) {
            return Optional.empty();
        }
        if (!isFew(count)) {
            return Optional.of("more than %,d rows to compare with raw".formatted(MOST_ROWS_HERE));
        }
        if (!overlap.isCompared() && !isByValues()) {
            return Optional.empty();
        }
        boolean whole = overlap.isCompared() && overlap.within().isEmpty();
        long most = whole ? MOST_COMPARED_BYTES : MOST_SEARCHED_BYTES;
        return log.get().bytes() > most
                ? Optional.of((whole || isByValues() ? "raw is" : "raw's files that may hold the ranges are")
                        + " larger than "
                        + (most >> 20) + " MB")
                : Optional.empty();
    }

    /** @param count absent where nobody knows */
    static boolean isFew(OptionalLong count) {
        return count.orElse(Long.MAX_VALUE) <= MOST_ROWS_HERE;
    }

    boolean appendsAll() {
        return base.isEmpty() || overlap.equals(new Overlap.None());
    }

    /** Raw's columns after this batch, but for those that only raw has. */
    StructType rawSchema() {
        return RawColumns.of(overlap.isCompared() ? rows.add(RawColumns.OPERATION, DataTypes.StringType, true) : rows);
    }

    private boolean isByValues() {
        return overlap.equals(new Overlap.ByValues());
    }

    /** What is compared of raw. */
    StructType logSchema() {
        if (isByValues()) {
            return rows.add(RawColumns.BATCH, DataTypes.LongType, true);
        }
        return new StructType(RawColumns.sourceColumns(rows).toArray(StructField[]::new))
                .add(RawColumns.OPERATION, DataTypes.StringType, true)
                .add(RawColumns.BATCH, DataTypes.LongType, true);
    }

    /** Raw's rows, to be read without Spark. */
    TableScan scan() {
        return lake.scan(base.orElseThrow(), logSchema(), overlap.within());
    }
}
