package io.alluvium.lake;

import io.alluvium.domain.TableName;

/**
 * Tells which of the tables that were made under one name is the table now. The first one is epoch 0 and lies in {@code
 * <layer>/<name>}; the one of a later epoch lies in {@code <layer>/<name>.<epoch>}.
 */
@FunctionalInterface
public interface TableEpochs {
    /** Asked for each look at a table; it answers for tables of all projects. */
    long current(TableName table);
}
