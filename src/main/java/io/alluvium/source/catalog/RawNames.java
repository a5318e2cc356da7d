package io.alluvium.source.catalog;

import io.alluvium.domain.TableName;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A name in {@code raw} for each table of a database, no two alike. It is the table's own made fit; where another has that
 * already, with the schema before it; else with a number after it.
 */
public final class RawNames {
    private static final String NAMELESS = "table";

    private final Map<String, String> names = new TreeMap<>();
    private final Set<String> taken;

    /**
     * A table that wants a name.
     *
     * @param from schema and name as SQL writes them, which tells it
     * @param first whether it chooses before all that do not
     */
    public record Wanting(String schema, String name, String from, boolean first) {

        /** Its own name made fit; empty where nothing of it can be kept. */
        Optional<String> own() {
            return TableName.proposal(name);
        }
    }

    /** @param others names that are not to be had any more */
    public RawNames(List<Wanting> tables, Collection<String> others) {
        taken = new HashSet<>(others);
        tables.stream()
                .sorted(Comparator.comparing(RawNames::rank).thenComparing(Wanting::from))
                .forEach(table -> names.put(
                        table.from(),
                        candidates(table).filter(taken::add).findFirst().orElseThrow()));
    }

    /** @param from of one of the tables */
    public String of(String from) {
        return Optional.ofNullable(names.get(from)).orElseThrow();
    }

    /** Who may choose first: what will be loaded, under its very name, from the schema that needs no naming. */
    private static int rank(Wanting table) {
        return (table.first() ? 0 : 4) + (base(table).equals(table.name()) ? 0 : 2) + (isPublic(table) ? 0 : 1);
    }

    private static Stream<String> candidates(Wanting table) {
        String base = base(table);
        Stream<String> qualified = TableName.proposal(table.schema() + "_" + base).stream();
        Stream<String> numbered = IntStream.iterate(2, i -> i + 1).mapToObj(i -> base + "_" + i);
        return Stream.of(Stream.of(base), qualified, numbered).flatMap(names -> names);
    }

    private static String base(Wanting table) {
        return table.own().orElse(NAMELESS);
    }

    private static boolean isPublic(Wanting table) {
        return table.schema().equals("public");
    }
}
