package io.alluvium.sources.postgres;

import io.alluvium.source.Known;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/**
 * Holds what the warehouse knows of a table, in windows.
 *
 * @param schema raw's schema; absent before the first batch
 * @param last the window of the last committed batch
 * @param pending the window of a batch that was begun and not committed
 * @param fingerprint what the server computed after the last batch
 */
record Past(
        Optional<StructType> schema, Optional<Window> last, Optional<Window> pending, Optional<String> fingerprint) {
    static final Past NOTHING = of(Known.NOTHING);

    static Past of(Known known) {
        return new Past(
                known.schema(),
                known.reached().map(WindowJson::window),
                known.pending().map(WindowJson::window),
                known.fingerprint());
    }
}
