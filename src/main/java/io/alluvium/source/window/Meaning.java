package io.alluvium.source.window;

import java.util.Map;

/**
 * What a table's values depended on beside its rows when a batch was read. Numbers are the source's own.
 *
 * @param columns the number of each column that was read, by its name
 * @param highest number that any column had, read or not
 * @param definitions differs once a column was defined anew, even in the same words
 * @param types what the text of values follows, by number
 * @param files that hold the rows of tables, by the number of the table; of those only that have left their first file
 */
public record Meaning(
        Map<String, Integer> columns, int highest, String definitions, Map<Long, Mark> types, Map<Long, Long> files) {

    /**
     * A type as far as values of that time could show it.
     *
     * @param upTo the number of its last part; later parts are none of these values
     * @param digest of the parts up to this one
     */
    public record Mark(long upTo, String digest) {}

    public Meaning {
        columns = Map.copyOf(columns);
        types = Map.copyOf(types);
        files = Map.copyOf(files);
    }

    /** The file of a table that there was. */
    long file(long table) {
        return files.getOrDefault(table, table);
    }
}
