package io.alluvium.raw;

import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
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

    /** Where the row was in its file: the offset of its first byte in the unpacked file; a long. */
    public static final String POSITION = "_position";

    /** The text of a row that could not be parsed. */
    public static final String CORRUPT = "_corrupt";

    /** The same where it is no text: its bytes. */
    public static final String CORRUPT_BYTES = "_corrupt_bytes";

    private static final Set<String> ADDED =
            Set.of(BATCH, RUN, LOADED_AT, OPERATION, SOURCE_VERSION, FILE, POSITION, CORRUPT, CORRUPT_BYTES);

    /** What Delta's change feed has beside a table's columns: one that has such a column itself has no feed. */
    private static final Set<String> CHANGE_FEED = Set.of("_change_type", "_commit_version", "_commit_timestamp");

    private static final String REFUSED_BY_DELTA = " ,;{}()\n\t=";

    private RawColumns() {}

    /** Whether a source or the load adds a column of this name. */
    public static boolean isAdded(String column) {
        return ADDED.contains(column);
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

    /**
     * Whether no column of a source may have this name, in whatever case. It is one list for all sources, so that a name
     * means the same in every raw table.
     */
    public static boolean isReserved(String name) {
        String folded = folded(name);
        return ADDED.contains(folded) || CHANGE_FEED.contains(folded);
    }

    /** What speaks against these names of a source's columns, without a place; empty when raw can hold them. */
    public static Optional<Problem> refusal(TableName table, List<String> names) {
        Map<String, String> seen = new HashMap<>();
        for (String name : names) {
            Optional<Problem> refusal = refusal(table, name);
            if (refusal.isPresent()) {
                return refusal;
            }
            String other = seen.put(folded(name), name);
            if (other != null) {
                return Optional.of(refused(
                        other.equals(name)
                                ? table + " has the column \"" + name + "\" twice"
                                : "the columns \"" + other + "\" and \"" + name + "\" of " + table
                                        + " differ only in case"));
            }
        }
        return Optional.empty();
    }

    /** What speaks against one name by itself. */
    public static Optional<Problem> refusal(TableName table, String name) {
        if (name.isBlank()) {
            return Optional.of(refused(table + " has a column without a name"));
        }
        if (ADDED.contains(folded(name))) {
            return Optional.of(refused("the column \"" + name + "\" of " + table + " has a name that Alluvium keeps for"
                    + " its own columns"));
        }
        if (CHANGE_FEED.contains(folded(name))) {
            return Optional.of(
                    refused("the column \"" + name + "\" of " + table + " has the name of a column of Delta's"
                            + " change feed, without which no model could read the table"));
        }
        if (hasRefusedCharacter(name)) {
            return Optional.of(refused("the column \"" + name.replaceAll("\\s", " ") + "\" of " + table
                    + " has a character that Delta refuses in names: one of space , ; { } ( ) = tab, line break"));
        }
        return Optional.empty();
    }

    private static boolean hasRefusedCharacter(String name) {
        return name.chars().anyMatch(c -> REFUSED_BY_DELTA.indexOf(c) >= 0);
    }

    /** Names that raw can hold for these, in their order: the same where it can hold them as they are. */
    public static List<String> proposals(List<String> names) {
        Set<String> taken = new HashSet<>();
        Set<Integer> kept = new HashSet<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            boolean good = !name.isBlank() && !isReserved(name) && !hasRefusedCharacter(name);
            if (good && taken.add(folded(name))) {
                kept.add(i);
            }
        }
        List<String> proposals = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            proposals.add(kept.contains(i) ? names.get(i) : proposal(names.get(i), taken));
        }
        return proposals;
    }

    /** @param taken folded; the proposal is added */
    private static String proposal(String name, Set<String> taken) {
        String plain = isReserved(name)
                ? "source" + name
                : name.replaceAll("[ ,;{}()\n\t=]+", "_").replaceAll("^_+(?=.)|(?<=.)_+$", "");
        String base = plain.isBlank() || plain.equals("_") ? "column" : plain;
        String proposal = base;
        for (int number = 2; isReserved(proposal) || !taken.add(folded(proposal)); number++) {
            proposal = base + "_" + number;
        }
        return proposal;
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static Problem refused(String message) {
        return Problem.of(ErrorCode.COLUMN_NAME_REFUSED, message)
                .fixedBy("rename the column in the source, or read a view that renames it");
    }
}
