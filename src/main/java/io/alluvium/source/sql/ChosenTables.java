package io.alluvium.source.sql;

import io.alluvium.domain.TableName;
import io.alluvium.failure.Problem;
import io.alluvium.source.catalog.TablePatterns;
import io.alluvium.source.columns.StoredColumns;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Says which tables of a database are loaded.
 *
 * @param named by sections of their own; once the catalog was asked, all
 * @param refused those among the named whose own name raw cannot have, and what to do about it
 * @param patterns which tables are taken beside the named; empty once the catalog was asked
 * @param everywhere which columns none of the tables stores as they are
 * @param others names in raw that tables of other sources have, and which these are
 */
public record ChosenTables(
        List<DatabaseTable> named,
        Map<DatabaseTable, Problem> refused,
        Optional<TablePatterns> patterns,
        StoredColumns.Everywhere everywhere,
        Map<TableName, String> others) {
    public ChosenTables {
        named = List.copyOf(named);
        refused = Map.copyOf(refused);
        Objects.requireNonNull(patterns, "patterns");
        Objects.requireNonNull(everywhere, "everywhere");
        others = Map.copyOf(others);
    }

    public ChosenTables(
            List<DatabaseTable> named, Optional<TablePatterns> patterns, StoredColumns.Everywhere everywhere) {
        this(named, Map.of(), patterns, everywhere, Map.of());
    }

    /** No table but these. */
    public static ChosenTables of(List<DatabaseTable> named) {
        return new ChosenTables(named, Optional.empty(), StoredColumns.Everywhere.NOTHING);
    }

    /** The same with those that the patterns take named as well. */
    public ChosenTables taking(List<DatabaseTable> all, Map<DatabaseTable, Problem> refusals) {
        return new ChosenTables(all, refusals, Optional.empty(), everywhere, others);
    }

    public ChosenTables beside(Map<TableName, String> elsewhere) {
        return new ChosenTables(named, refused, patterns, everywhere, elsewhere);
    }

    /** Why the table is not loaded under the name that it has here; empty where it is. */
    public Optional<Problem> refusal(DatabaseTable table) {
        return Optional.ofNullable(refused.get(table));
    }
}
