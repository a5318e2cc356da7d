package io.alluvium.source;

import io.alluvium.domain.Window;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/**
 * What the warehouse knows of a raw table before a batch.
 *
 * @param schema raw's schema with the load columns; absent before the first batch
 * @param committed the windows of all committed batches, oldest first; for windows other than files only the last is
 *     needed and given
 * @param pending the journalled window of a batch that is not committed; it is read unchanged unless the table was
 *     configured otherwise since: then the window that follows the last committed one stands in its place
 * @param fingerprint what {@link Extracted#fingerprint()} said after the last finished batch
 */
public record Known(
        Optional<StructType> schema, List<Window> committed, Optional<Window> pending, Optional<String> fingerprint) {
    public static final Known NOTHING = new Known(Optional.empty(), List.of(), Optional.empty(), Optional.empty());

    public Known {
        Objects.requireNonNull(schema, "schema");
        committed = List.copyOf(committed);
        Objects.requireNonNull(pending, "pending");
        Objects.requireNonNull(fingerprint, "fingerprint");
    }

    /** The window of the last committed batch. */
    public Optional<Window> last() {
        return committed.isEmpty() ? Optional.empty() : Optional.of(committed.get(committed.size() - 1));
    }
}
