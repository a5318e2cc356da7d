package io.alluvium.sources.postgres;

import io.alluvium.spark.batch.BatchFormat;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Gives a table or view of PostgreSQL to {@code spark.read().format("alluvium-postgres")}. The DataFrame is one state
 * of it, however often and by however many tasks it is read. The options are those of {@link FormatOptions}. A session
 * holds that state at the server until nothing refers to the DataFrame any more, the application ends, or
 * {@code holdMinutes} are over; until then the server keeps rows that were deleted since.
 */
public final class PostgresFormat extends BatchFormat {
    /** Made by Spark, which finds it by its short name. */
    public PostgresFormat() {}

    @Override
    public String shortName() {
        return FormatOptions.FORMAT;
    }

    /** @throws io.alluvium.failure.AlluviumException with what is wrong with the options, the server or the table */
    @Override
    protected CopyTable open(Map<String, String> options) {
        return FormatOptions.of(options).open(SparkSession.active().sparkContext());
    }
}
