package io.alluvium.source;

import io.alluvium.journal.Position;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/**
 * Holds what the warehouse knows of a raw table before a batch.
 *
 * @param schema raw's schema with the load columns; absent before the first batch
 * @param reached the position of the last committed batch, joined with those before it that add to it; absent before the
 *     first batch
 * @param pending the journalled position of a batch that is not committed; it is read unchanged unless the table was
 *     configured otherwise since: then the position that follows {@code reached} stands in its place
 * @param fingerprint what {@link TableRead#fingerprint()} said after the last finished batch
 */
public record Known(
        Optional<StructType> schema,
        Optional<Position> reached,
        Optional<Position> pending,
        Optional<String> fingerprint) {
    public static final Known NOTHING =
            new Known(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
