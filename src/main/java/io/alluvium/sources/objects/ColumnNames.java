package io.alluvium.sources.objects;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which values of a table's files are stored, and what they are called in raw. Names of files are meant in whatever case.
 *
 * @param renames names in raw by names in files
 * @param snakeCase whether the others are written in lower case, with underscores between words
 * @param only the names in files that are stored; empty for all but the excluded ones
 * @param excluded names in files that are not stored
 */
public record ColumnNames(
        TreeMap<String, String> renames, boolean snakeCase, LinkedHashSet<String> only, LinkedHashSet<String> excluded)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What is not stored keeps its name behind a blank, which no column's name can have. */
    private static final String NOT_STORED = " ";

    /** All are stored as they are called. */
    public static final ColumnNames AS_WRITTEN = of(Map.of(), false, Set.of(), Set.of());

    static ColumnNames of(Map<String, String> renames, boolean snakeCase, Set<String> only, Set<String> excluded) {
        TreeMap<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(renames);
        return new ColumnNames(byName, snakeCase, new LinkedHashSet<>(only), new LinkedHashSet<>(excluded));
    }

    /** One name in raw for each; of those that are not stored one that no column has. */
    List<String> inRaw(List<String> inFile) {
        return inFile.stream().map(this::inRaw).toList();
    }

    /** The same of one name. */
    String inRaw(String written) {
        if (!stores(written)) {
            return NOT_STORED + written;
        }
        String renamed = renames.get(written);
        return renamed != null ? renamed : snakeCase ? snakeCase(written) : written;
    }

    /** Whether a value of this name is stored. */
    boolean stores(String written) {
        return only.isEmpty() ? !holds(excluded, written) : holds(only, written);
    }

    private static boolean holds(Set<String> names, String written) {
        return names.stream().anyMatch(written::equalsIgnoreCase);
    }

    /** Names that a project mentions and no file has. */
    List<String> unknown(List<List<String>> headers) {
        Set<String> mentioned = new LinkedHashSet<>(renames.keySet());
        mentioned.addAll(only);
        mentioned.addAll(excluded);
        headers.forEach(header -> header.forEach(name -> mentioned.removeIf(name::equalsIgnoreCase)));
        return List.copyOf(mentioned);
    }

    /** {@code Order ID} and {@code OrderID} as {@code order_id}. */
    static String snakeCase(String written) {
        String apart = written.replaceAll("(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})", "_");
        return apart.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{M}\\p{N}]+", "_")
                .replaceAll("^_+|_+$", "");
    }
}
