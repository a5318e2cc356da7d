package io.alluvium.domain;

import java.util.Objects;

/**
 * A table at one version; another id in the same place is another table.
 *
 * @param number the journal number that the version was committed under; in a raw table the last {@code _batch}
 */
public record InputVersion(String tableId, long version, long number) {
    public InputVersion {
        Objects.requireNonNull(tableId, "tableId");
    }
}
