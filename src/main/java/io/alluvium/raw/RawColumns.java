package io.alluvium.raw;

import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns that raw tables have beside their source's own. */
public final class RawColumns {
    /** The number of the batch that brought the row; a long. */
    public static final String BATCH = "_batch";

    /** The number of the run that brought the row; a long. */
    public static final String RUN = "_run_id";

    /** When the batch was loaded; a timestamp. */
    public static final String LOADED_AT = "_loaded_at";

    /** The letter of an {@link Operation}, where the source tells or the load compares. */
    public static final String OPERATION = "_op";

    /** Grows with each version of a row at its source; a long. */
    public static final String SOURCE_VERSION = "_source_version";

    /** The file that the row was in. */
    public static final String FILE = "_file";

    /** Where the row was in its file. */
    public static final String POSITION = "_position";

    /** The text of a row that could not be parsed. */
    public static final String CORRUPT = "_corrupt";

    private static final Set<String> NAMES =
            Set.of(BATCH, RUN, LOADED_AT, OPERATION, SOURCE_VERSION, FILE, POSITION, CORRUPT);
    private static final String REFUSED_BY_DELTA = " ,;{}()\n\t=";

    private RawColumns() {}

    /** Whether a source or the load adds a column of this name. */
    public static boolean isAdded(String column) {
        return NAMES.contains(column);
    }

    /** Raw's columns for such rows: the source's own, then those that every load adds, then those of the rows. */
    public static StructType of(StructType rows) {
        List<StructField> fields = new ArrayList<>(sourceColumns(rows));
        fields.add(DataTypes.createStructField(BATCH, DataTypes.LongType, true));
        fields.add(DataTypes.createStructField(RUN, DataTypes.LongType, true));
        fields.add(DataTypes.createStructField(LOADED_AT, DataTypes.TimestampType, true));
        for (StructField field : rows.fields()) {
            if (isAdded(field.name())) {
                fields.add(field);
            }
        }
        return DataTypes.createStructType(fields);
    }

    /** The source's own columns, in order. */
    public static List<StructField> sourceColumns(StructType schema) {
        return Arrays.stream(schema.fields())
                .filter(field -> !isAdded(field.name()))
                .toList();
    }

    /** What speaks against these names of a source's columns, without a place; empty when raw can hold them. */
    public static Optional<Problem> refusal(TableName table, List<String> names) {
        Map<String, String> seen = new HashMap<>();
        for (String name : names) {
            String folded = name.toLowerCase(Locale.ROOT);
            String other = seen.put(folded, name);
            if (name.isBlank()) {
                return Optional.of(refused(table + " has a column without a name"));
            }
            if (other != null) {
                return Optional.of(refused(
                        "the columns \"" + other + "\" and \"" + name + "\" of " + table + " differ only in case"));
            }
            if (isAdded(folded)) {
                return Optional.of(refused("the column \"" + name + "\" of " + table + " has the name of a column that"
                        + " Alluvium adds"));
            }
            if (name.chars().anyMatch(c -> REFUSED_BY_DELTA.indexOf(c) >= 0)) {
                return Optional.of(refused("the column \"" + name.replaceAll("\\s", " ") + "\" of " + table
                        + " has a character that Delta refuses in names: one of space , ; { } ( ) = tab, line break"));
            }
        }
        return Optional.empty();
    }

    private static Problem refused(String message) {
        return Problem.of(ErrorCode.COLUMN_NAME_REFUSED, message)
                .fixedBy("rename the column in the source, or read a view that renames it");
    }
}
