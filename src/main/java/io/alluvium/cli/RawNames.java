package io.alluvium.cli;

import io.alluvium.domain.TableName;
import io.alluvium.source.TableOffer;
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
 * A name in {@code raw} for each table of a database, no two alike: the table's own made fit; where another has that
 * already, with the schema before it; else with a number after it.
 */
final class RawNames {
    private static final String NAMELESS = "table";

    private final Map<String, String> names = new TreeMap<>();
    private final Set<String> taken = new HashSet<>();

    RawNames(List<TableOffer> offers) {
        offers.stream()
                .sorted(Comparator.comparing(RawNames::rank).thenComparing(TableOffer::from))
                .forEach(offer -> names.put(
                        offer.from(),
                        candidates(offer).filter(taken::add).findFirst().orElseThrow()));
    }

    String of(TableOffer offer) {
        return Optional.ofNullable(names.get(offer.from())).orElseThrow();
    }

    /** Who may choose first: what will be loaded, under its very name, from the schema that needs no naming. */
    private static int rank(TableOffer offer) {
        boolean loadable = offer instanceof TableOffer.Loadable;
        return (loadable ? 0 : 4) + (base(offer).equals(offer.name()) ? 0 : 2) + (isPublic(offer) ? 0 : 1);
    }

    private static Stream<String> candidates(TableOffer offer) {
        String base = base(offer);
        Stream<String> qualified = TableName.proposal(offer.schema() + "_" + base).stream();
        Stream<String> numbered = IntStream.iterate(2, i -> i + 1).mapToObj(i -> base + "_" + i);
        return Stream.of(Stream.of(base), qualified, numbered).flatMap(names -> names);
    }

    private static String base(TableOffer offer) {
        return TableName.proposal(offer.name()).orElse(NAMELESS);
    }

    private static boolean isPublic(TableOffer offer) {
        return offer.schema().equals("public");
    }
}
