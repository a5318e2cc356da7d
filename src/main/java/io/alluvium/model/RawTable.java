package io.alluvium.model;

import io.alluvium.domain.TableName;
import java.util.List;
import java.util.Set;

/**
 * Tells models what they need to know of a raw table that they read.
 *
 * @param key columns that identify a row; empty where none is declared
 * @param sequence columns that order the versions of a row; empty where the source has none
 * @param keepsVersions whether it may hold several versions of a row
 * @param texts columns that hold text, as far as the project itself tells
 */
public record RawTable(TableName name, List<String> key, List<String> sequence, boolean keepsVersions, Texts texts) {
    public RawTable {
        key = List.copyOf(key);
        sequence = List.copyOf(sequence);
    }

    /** Of a table whose columns only its source tells. */
    public RawTable(TableName name, List<String> key, List<String> sequence, boolean keepsVersions) {
        this(name, key, sequence, keepsVersions, Texts.UNKNOWN);
    }

    /**
     * Columns that are known to hold text before anything is read.
     *
     * @param all whether every column does, whatever they are called
     */
    public record Texts(boolean all, Set<String> named) {
        public static final Texts UNKNOWN = new Texts(false, Set.of());
        public static final Texts ALL = new Texts(true, Set.of());

        public Texts {
            named = Set.copyOf(named);
        }

        boolean hold(String column) {
            return all || named.stream().anyMatch(column::equalsIgnoreCase);
        }
    }
}
