package io.alluvium.sources.objects.parquet;

import io.alluvium.column.ColumnValues;
import io.alluvium.sources.objects.typed.ExactValues;
import java.time.LocalDate;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.TimestampType;

/**
 * Which days a file's writer counted. Sparks before 3.0, and later ones that were told to, count those before 1582 by
 * another calendar, and instants before 1900 by the local times of a zone that the file does not name: what is meant
 * cannot be told.
 *
 * @param others whether the file's may be of these
 */
record Calendars(boolean others) {
    private static final long FIRST_DAY = LocalDate.of(1582, 10, 15).toEpochDay();
    private static final long FIRST_MICROSECOND = LocalDate.of(1900, 1, 1).toEpochDay() * 86_400_000_000L;

    /** @param keys what the footer says beside the columns */
    static Calendars of(Map<String, String> keys) {
        String version = keys.getOrDefault("org.apache.spark.version", "3");
        return new Calendars(version.startsWith("1.")
                || version.startsWith("2.")
                || keys.containsKey("org.apache.spark.legacyDateTime")
                || keys.containsKey("org.apache.spark.legacyINT96"));
    }

    /** As {@link ExactValues#of}, but what cannot be told does not fit. */
    ExactValues values(DataType from, DataType to, ColumnValues column) {
        if (others && from instanceof DateType) {
            return ExactValues.since(FIRST_DAY, from, to, column);
        }
        return others && from instanceof TimestampType
                ? ExactValues.since(FIRST_MICROSECOND, from, to, column)
                : ExactValues.of(from, to, column);
    }
}
