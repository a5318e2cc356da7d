package io.alluvium.source.catalog;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Finds the tables that a source's patterns take, as the catalog has them now. Views, foreign tables, partitions and
 * tables of extensions are taken by name only.
 */
public final class PatternTables {
    private final TablePatterns patterns;
    private final String database;
    private final List<Problem> problems = new ArrayList<>();

    private PatternTables(TablePatterns patterns, String database) {
        this.patterns = patterns;
        this.database = database;
    }

    /**
     * The tables that patterns take beside those that are declared.
     *
     * @param database what people call it
     * @param entries all that the catalog lists
     * @param declared whether a section of the project names the table
     * @param table makes one of its name in raw
     * @throws AlluviumException of kind USER for patterns that take nothing
     */
    public static <T> List<T> taken(
            TablePatterns patterns,
            String database,
            List<CatalogEntry> entries,
            Predicate<CatalogEntry> declared,
            BiFunction<TableName, CatalogEntry, T> table) {
        return new PatternTables(patterns, database).taken(entries, declared, table);
    }

    private <T> List<T> taken(
            List<CatalogEntry> entries,
            Predicate<CatalogEntry> declared,
            BiFunction<TableName, CatalogEntry, T> table) {
        List<CatalogEntry> own =
                entries.stream().filter(PatternTables::isOwnTable).toList();
        requireMatches(own);
        List<T> taken = new ArrayList<>();
        own.stream()
                .filter(entry -> patterns.take(entry.schema(), entry.name()))
                .filter(declared.negate())
                .forEach(entry -> name(entry).ifPresent(name -> taken.add(table.apply(name, entry))));
        if (!problems.isEmpty()) {
            throw new AlluviumException(problems);
        }
        return taken;
    }

    private static boolean isOwnTable(CatalogEntry entry) {
        return entry.nature() == CatalogEntry.Nature.TABLE && entry.extension().isEmpty();
    }

    private void requireMatches(List<CatalogEntry> tables) {
        List<String> names = tables.stream()
                .map(entry -> entry.schema() + "." + entry.name())
                .toList();
        for (String pattern : patterns.inclusions()) {
            if (tables.stream().noneMatch(entry -> TablePatterns.matches(pattern, entry.schema(), entry.name()))) {
                problems.add(Problem.of(ErrorCode.BAD_VALUE, "no table of " + database + " matches " + pattern)
                        .at(patterns.place())
                        .marking(pattern)
                        .because("views and foreign tables are taken by name only")
                        .didYouMean(DidYouMean.amongNames(names, pattern)));
            }
        }
    }

    private Optional<TableName> name(CatalogEntry entry) {
        Optional<String> name = TableName.proposal(entry.name());
        if (name.isEmpty()) {
            problems.add(Problem.of(ErrorCode.BAD_NAME, entry.from() + " has no letter that a name in raw can take")
                    .at(patterns.place())
                    .because("taken by pattern, a table keeps its name")
                    .fixedBy("name it under tables: my_name { from = … }"));
        }
        return name.map(own -> new TableName(Layer.RAW, own));
    }

    /**
     * Why a table that was taken by pattern cannot be read: only the user can know its key.
     *
     * @param pattern that would leave it out, without {@code !}
     */
    public static Problem withoutKey(TableSpec table, String pattern) {
        String from = table.origin().orElse(table.name().name());
        return table.problem(ErrorCode.SOURCE_KEY_NOT_UNIQUE, from + " has no key that the database keeps")
                .because("no primary key and no unique index without nulls")
                .fixedBy("name its key under tables: " + table.name().name() + " { from = \""
                        + from.replace("\"", "\\\"") + "\", key = [ … ] }; or leave it out: \"!" + pattern + "\"");
    }
}
