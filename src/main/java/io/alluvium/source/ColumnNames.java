package io.alluvium.source;

import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Which column names raw can hold, and which name a person probably meant. */
public final class ColumnNames {
    /** The columns that extraction and load add after those of the source. */
    private static final Set<String> LOAD_COLUMNS =
            Set.of("_batch", "_run_id", "_loaded_at", "_op", "_source_version", "_file", "_position", "_corrupt");

    private static final String REFUSED_BY_DELTA = " ,;{}()\n\t=";
    private static final int FARTHEST = 3;

    private ColumnNames() {}

    /** What speaks against these names, each without a place; empty when nothing does. */
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
            if (LOAD_COLUMNS.contains(folded)) {
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

    /** Whether extraction or load add a column of this name. */
    public static boolean isOfLoad(String name) {
        return LOAD_COLUMNS.contains(name);
    }

    /** The name nearest to {@code wanted} by edits, if one is near. */
    public static Optional<String> closest(String wanted, Collection<String> names) {
        LevenshteinDistance distance = new LevenshteinDistance(FARTHEST);
        return names.stream()
                .map(name ->
                        Map.entry(name, distance.apply(wanted.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))))
                .filter(near -> near.getValue() >= 0 && near.getValue() < wanted.length())
                .min(Comparator.<Map.Entry<String, Integer>>comparingInt(Map.Entry::getValue)
                        .thenComparing(Map.Entry::getKey))
                .map(Map.Entry::getKey);
    }

    private static Problem refused(String message) {
        return Problem.of(ErrorCode.COLUMN_NAME_REFUSED, message)
                .fixedBy("rename the column in the source, or read a view that renames it");
    }
}
