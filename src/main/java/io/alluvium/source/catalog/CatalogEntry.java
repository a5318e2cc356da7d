package io.alluvium.source.catalog;

import java.util.List;
import java.util.Optional;

/**
 * A table or view that a database's catalog lists.
 *
 * @param schema as the catalog spells it
 * @param name as the catalog spells it
 * @param from schema and name as SQL writes them
 * @param hasChildren whether other tables' rows are read with it
 * @param extension that it belongs to
 * @param unique the index that tells rows apart best
 */
public record CatalogEntry(
        String schema,
        String name,
        String from,
        Nature nature,
        boolean hasChildren,
        Optional<String> extension,
        Optional<UniqueIndex> unique) {

    /** What kind of relation it is. */
    public enum Nature {
        TABLE,
        VIEW,
        MATERIALIZED_VIEW,
        FOREIGN_TABLE
    }

    /**
     * A unique index over plain columns.
     *
     * @param columns in the index's order
     * @param nullable whether any of them may be null
     */
    public record UniqueIndex(String name, List<String> columns, boolean nullable) {
        public UniqueIndex {
            columns = List.copyOf(columns);
        }
    }

    /** Columns that the database keeps unique and not null; empty where it keeps none so. */
    public List<String> key() {
        return unique.filter(index -> !index.nullable())
                .map(UniqueIndex::columns)
                .orElse(List.of());
    }
}
