package io.alluvium.source.database;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.catalog.PatternTables;
import io.alluvium.source.catalog.TablePatterns;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.image.UnfitValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

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

    /**
     * What finds the tables that patterns take: those with a key by differences, the others by whole readings.
     *
     * @param database what people call it
     */
    public PatternTables<DatabaseTable> patternTables(String database) {
        TablePatterns written = patterns.orElseThrow();
        return new PatternTables<>(
                written,
                database,
                named.stream().map(table -> table.name().name()).collect(Collectors.toSet()),
                others,
                (name, entry) -> new DatabaseTable(
                        name,
                        written.place(),
                        entry.from(),
                        entry.key(),
                        entry.key().isEmpty() ? DatabaseTable.Mode.REPLACE : DatabaseTable.Mode.SNAPSHOT,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        UnfitValues.FAIL,
                        StoredColumns.of(everywhere)));
    }

    /**
     * Holds the columns that no table shall store as they are to those that there are: one that is misspelt would be
     * stored.
     *
     * @param database what people call it
     * @param present names of all columns of the database
     * @throws AlluviumException of kind USER with all that no table of the database has
     */
    public void requireColumns(SourceSpec source, String database, List<String> present) {
        List<Problem> problems = new ArrayList<>();
        everywhere
                .excluded()
                .forEach(name ->
                        missing(source, database, "exclude", name, present).ifPresent(problems::add));
        everywhere
                .masks()
                .keySet()
                .forEach(
                        name -> missing(source, database, "mask", name, present).ifPresent(problems::add));
        if (!problems.isEmpty()) {
            throw new AlluviumException(problems);
        }
    }

    private static Optional<Problem> missing(
            SourceSpec source, String database, String key, String name, List<String> present) {
        return present.stream().anyMatch(name::equalsIgnoreCase)
                ? Optional.empty()
                : Optional.of(Problem.of(
                                ErrorCode.BAD_VALUE,
                                key + " of " + source.name() + " names " + name + ", which no table of " + database
                                        + " has")
                        .at(source.place())
                        .marking(name)
                        .didYouMean(DidYouMean.amongNames(present, name)));
    }
}
