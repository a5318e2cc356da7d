package io.alluvium.extract;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of one window.
 *
 * @param rows source columns first, then those of {@code _source_version}, {@code _file}, {@code _position},
 *     {@code _corrupt} that apply; each row of the window exactly once
 * @param sourceCount the source's own count of the window in the same state; the loader compares
 * @param overlap which rows raw may hold already
 * @param fingerprint computed by the source in the same state: while it stays the same, the next window holds nothing
 *     that raw has not
 * @param guarantee as in {@link io.alluvium.plan.SourceFact.Changed#guarantee()}
 * @param release gives back what reading holds at the source; runs at {@link #close()}, and may run twice
 */
public record Extracted(
        Dataset<Row> rows,
        OptionalLong sourceCount,
        Overlap overlap,
        Optional<String> fingerprint,
        String guarantee,
        Runnable release)
        implements AutoCloseable {

    /** How the rows relate to what raw has. */
    public enum Overlap {
        /** None of them is in raw. */
        NONE,
        /** Those whose key and {@code _source_version} are in raw are there already. */
        BY_SOURCE_VERSION,
        /**
         * They are the whole current content, each key once and none null, which the extractor has proved: raw gets the
         * differences by key, with {@code _op}.
         */
        WHOLE_CONTENT
    }

    public Extracted {
        Objects.requireNonNull(rows, "rows");
        Objects.requireNonNull(sourceCount, "sourceCount");
        Objects.requireNonNull(overlap, "overlap");
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(guarantee, "guarantee");
        Objects.requireNonNull(release, "release");
    }

    /** Rows that hold nothing at the source. */
    public Extracted(
            Dataset<Row> rows,
            OptionalLong sourceCount,
            Overlap overlap,
            Optional<String> fingerprint,
            String guarantee) {
        this(rows, sourceCount, overlap, fingerprint, guarantee, () -> {});
    }

    /** Call when the rows have been read. */
    @Override
    public void close() {
        release.run();
    }
}
