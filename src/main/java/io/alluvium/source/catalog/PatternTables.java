package io.alluvium.source.catalog;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Finds the tables that a source's patterns take, as the catalog has them now. Views, foreign tables, partitions and
 * tables of extensions are taken by name only. A table keeps its name; one that cannot is refused, by itself.
 *
 * @param <T> a table of the source
 */
public final class PatternTables<T> {
    private final TablePatterns patterns;
    private final String database;
    private final Set<String> declared;
    private final Map<String, String> elsewhere = new HashMap<>();
    private final BiFunction<TableName, CatalogEntry, T> table;

    /**
     * What patterns take.
     *
     * @param tables each under a name that no other has
     * @param refused those among them whose own name raw cannot have, and what to do about it
     */
    public record Taken<T>(List<T> tables, Map<T, Problem> refused) {
        public Taken {
            tables = List.copyOf(tables);
            refused = Map.copyOf(refused);
        }
    }

    /**
     * Patterns of one source.
     *
     * @param database what people call it
     * @param declared names of raw tables that sections of the source have
     * @param others raw tables of other sources, and what these are there
     * @param table makes one of its name in raw
     */
    public PatternTables(
            TablePatterns patterns,
            String database,
            Collection<String> declared,
            Map<TableName, String> others,
            BiFunction<TableName, CatalogEntry, T> table) {
        this.patterns = patterns;
        this.database = database;
        this.declared = Set.copyOf(declared);
        others.forEach((name, what) -> elsewhere.put(name.name(), what));
        this.table = table;
    }

    /**
     * The tables that patterns take beside those that are declared.
     *
     * @param entries all that the catalog lists
     * @param named whether a section of the project names the table
     * @throws AlluviumException of kind USER for patterns that take nothing
     */
    public Taken<T> taken(List<CatalogEntry> entries, Predicate<CatalogEntry> named) {
        List<CatalogEntry> own =
                entries.stream().filter(PatternTables::isOwnTable).toList();
        requireMatches(own);
        List<CatalogEntry> matching = own.stream()
                .filter(entry -> patterns.take(entry.schema(), entry.name()))
                .filter(named.negate())
                .toList();
        Map<String, Problem> refusals = new LinkedHashMap<>();
        matching.forEach(entry -> refusal(entry, matching).ifPresent(problem -> refusals.put(entry.from(), problem)));
        Set<String> takenAlready = new HashSet<>(declared);
        takenAlready.addAll(elsewhere.keySet());
        RawNames names = new RawNames(
                matching.stream()
                        .map(entry -> new RawNames.Wanting(
                                entry.schema(), entry.name(), entry.from(), !refusals.containsKey(entry.from())))
                        .toList(),
                takenAlready);
        Map<T, Problem> refused = new LinkedHashMap<>();
        List<T> tables = new ArrayList<>();
        for (CatalogEntry entry : matching) {
            String name = names.of(entry.from());
            T made = table.apply(new TableName(Layer.RAW, name), entry);
            tables.add(made);
            Optional.ofNullable(refusals.get(entry.from()))
                    .ifPresent(problem -> refused.put(made, advised(problem, entry, name)));
        }
        return new Taken<>(tables, refused);
    }

    private static boolean isOwnTable(CatalogEntry entry) {
        return entry.nature() == CatalogEntry.Nature.TABLE && entry.extension().isEmpty();
    }

    private void requireMatches(List<CatalogEntry> tables) {
        List<Problem> problems = new ArrayList<>();
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
        if (!problems.isEmpty()) {
            throw new AlluviumException(problems);
        }
    }

    /** Why a table cannot keep its name. Of several with one name that has it to the letter which is the only one so. */
    private Optional<Problem> refusal(CatalogEntry entry, List<CatalogEntry> all) {
        Optional<String> own = TableName.proposal(entry.name());
        if (own.isEmpty()) {
            return Optional.of(Problem.of(
                    ErrorCode.COLUMN_NAME_REFUSED, entry.from() + " has no letter that a name in raw can take"));
        }
        if (declared.contains(own.get())) {
            return Optional.of(twice(entry, "a table with a section of its own", own.get()));
        }
        String foreign = elsewhere.get(own.get());
        if (foreign != null) {
            return Optional.of(twice(entry, foreign, own.get()));
        }
        return all.stream()
                .filter(other -> !other.from().equals(entry.from()))
                .filter(other -> TableName.proposal(other.name()).equals(own))
                .filter(other -> !isExact(entry) || isExact(other))
                .findFirst()
                .map(other -> twice(entry, other.from(), own.get()));
    }

    private static boolean isExact(CatalogEntry entry) {
        return TableName.isName(entry.name());
    }

    private static Problem twice(CatalogEntry entry, String other, String name) {
        return Problem.of(ErrorCode.COLUMN_NAME_REFUSED, other + " and " + entry.from() + " would both be raw." + name);
    }

    private Problem advised(Problem problem, CatalogEntry entry, String name) {
        String reading = entry.key().isEmpty() ? "mode = replace" : "key = [" + String.join(", ", entry.key()) + "]";
        return problem.at(patterns.place())
                .because("taken by pattern, a table keeps its name")
                .fixedBy("name it in a section under tables: " + name + " { from = \""
                        + entry.from().replace("\\", "\\\\").replace("\"", "\\\"") + "\", " + reading
                        + " }; or leave it out: \"!" + entry.schema() + "." + entry.name() + "\"");
    }
}
