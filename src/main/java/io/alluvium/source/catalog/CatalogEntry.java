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
 * @param unfit unique indexes that tell no rows apart
 */
public record CatalogEntry(
        String schema,
        String name,
        String from,
        Nature nature,
        boolean hasChildren,
        Optional<String> extension,
        Optional<UniqueIndex> unique,
        List<UnfitIndex> unfit) {
    public CatalogEntry {
        unfit = List.copyOf(unfit);
    }

    /** What kind of relation it is. */
    public enum Nature {
        TABLE,
        VIEW,
        MATERIALIZED_VIEW,
        FOREIGN_TABLE
    }

    /**
     * A unique index over plain columns and all rows.
     *
     * @param columns in the index's order
     * @param nullable whether any of them may be null
     * @param deferrable whether it may be broken within a transaction: what is committed always keeps it
     */
    public record UniqueIndex(String name, List<String> columns, boolean nullable, boolean deferrable) {
        public UniqueIndex {
            columns = List.copyOf(columns);
        }
    }

    /** A unique index whose columns do not tell the rows of its table apart. */
    public record UnfitIndex(String name, Reason reason) {

        /** Why not. */
        public enum Reason {
            PARTIAL("holds for some of the rows only"),
            EXPRESSION("is over an expression, whose columns may repeat"),
            INVALID("is not valid: it was never built to its end"),
            PARENT_ONLY("does not hold over the tables that inherit from it");

            private final String words;

            Reason(String words) {
                this.words = words;
            }
        }

        String words() {
            return "the unique index " + name + " " + reason.words;
        }
    }

    /** Columns that the database keeps unique and not null; empty where it keeps none so. */
    public List<String> key() {
        return unique.filter(index -> !index.nullable())
                .map(UniqueIndex::columns)
                .orElse(List.of());
    }
}
