package io.alluvium.plan;

import java.util.Objects;

/** A table at one version; another id in the same place is another table. */
public record InputVersion(String tableId, long version) {
    public InputVersion {
        Objects.requireNonNull(tableId, "tableId");
    }
}
