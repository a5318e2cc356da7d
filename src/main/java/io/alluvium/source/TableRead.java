package io.alluvium.source;

import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Gives the rows of one batch in one of two ways: with Spark's readers, or as columns. A source has one of them at least. Each
 * way can be taken once; who gives up one may take the other.
 *
 * @param spark gives the rows with Spark's readers; empty where only this process reaches the state that is read
 * @param columns gives the rows as columns; empty where the source has only the other way
 * @param sourceCount the source's own count of the window in the same state; the loader compares
 * @param overlap which rows raw may hold already
 * @param fingerprint computed by the source in the same state: while it stays the same, the next window holds nothing
 *     that raw has not
 * @param guarantee as in {@link Look.Changed#guarantee()}
 * @param confirmation throws where what was read is not what the window names; asked when all rows were read
 * @param release gives back what reading holds at the source; runs at {@link #close()}, and may run twice
 */
public record TableRead(
        Optional<Rows> spark,
        Optional<ColumnReader> columns,
        OptionalLong sourceCount,
        Overlap overlap,
        Optional<String> fingerprint,
        String guarantee,
        Runnable confirmation,
        Runnable release)
        implements AutoCloseable {
    public TableRead {
        if (spark.isEmpty() && columns.isEmpty()) {
            throw new IllegalArgumentException("rows that nobody gives");
        }
    }

    /** Rows for whichever session asks. */
    public interface Rows {
        /**
         * The rows, read by Spark when something asks for them: source columns first, then those of {@code
         * _source_version}, {@code _file}, {@code _position}, {@code _corrupt} that apply; each row of the window exactly
         * once. Each call builds a new reading.
         *
         * @throws io.alluvium.failure.AlluviumException kinds DATA, SOURCE, where building takes a look at the rows
         */
        Dataset<Row> in(SparkSession session);
    }

    /** Rows that only Spark reads and that hold nothing at the source. */
    public TableRead(
            Rows spark, OptionalLong sourceCount, Overlap overlap, Optional<String> fingerprint, String guarantee) {
        this(Optional.of(spark), Optional.empty(), sourceCount, overlap, fingerprint, guarantee, () -> {}, () -> {});
    }

    /** Rows of which the source needs no second look. */
    public TableRead(
            Rows spark,
            Optional<ColumnReader> columns,
            OptionalLong sourceCount,
            Overlap overlap,
            Optional<String> fingerprint,
            String guarantee,
            Runnable release) {
        this(Optional.of(spark), columns, sourceCount, overlap, fingerprint, guarantee, () -> {}, release);
    }

    /** Rows that only this process reads. */
    public TableRead(
            ColumnReader columns,
            OptionalLong sourceCount,
            Overlap overlap,
            Optional<String> fingerprint,
            String guarantee,
            Runnable release) {
        this(Optional.empty(), Optional.of(columns), sourceCount, overlap, fingerprint, guarantee, () -> {}, release);
    }

    /** The same, but nothing is committed where this throws when all rows were read. */
    public TableRead confirmedBy(Runnable check) {
        return new TableRead(spark, columns, sourceCount, overlap, fingerprint, guarantee, check, release);
    }

    /**
     * The rows as {@link #spark} gives them.
     *
     * @throws java.util.NoSuchElementException where it is empty
     */
    public Dataset<Row> rows(SparkSession session) {
        return spark.orElseThrow().in(session);
    }

    /**
     * Compares the rows that were read with the source's own count of them, where there is one, and has the source look
     * again at what it gave. Call it when all were read and before anything is committed.
     *
     * @throws io.alluvium.failure.AlluviumException SOURCE_COUNT_DIFFERS, FILE_CHANGED
     */
    public void compareCount(TableSpec table, long read) {
        confirmation.run();
        if (sourceCount.isPresent() && sourceCount.getAsLong() != read) {
            throw Problem.of(
                            ErrorCode.SOURCE_COUNT_DIFFERS,
                            "%s: the source counts %d rows, %d were read"
                                    .formatted(table.name(), sourceCount.getAsLong(), read))
                    .at(table.place())
                    .because("nothing was committed")
                    .asException();
        }
    }

    /** Call when the rows have been read. */
    @Override
    public void close() {
        release.run();
    }
}
