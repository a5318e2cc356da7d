package io.alluvium.model;

import io.alluvium.domain.TableName;
import java.util.List;

/**
 * Tells models what they need to know of a raw table that they read.
 *
 * @param key columns that identify a row; empty where none is declared
 * @param sequence columns that order the versions of a row; empty where the source has none
 * @param keepsVersions whether it may hold several versions of a row
 */
public record RawTable(TableName name, List<String> key, List<String> sequence, boolean keepsVersions) {
    public RawTable {
        key = List.copyOf(key);
        sequence = List.copyOf(sequence);
    }
}
