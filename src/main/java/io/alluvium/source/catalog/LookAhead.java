package io.alluvium.source.catalog;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Looks tables up in a catalog, many at a time. The order is that in which they are likely to be asked for. Safe for
 * many threads.
 *
 * @param <N> a table's name
 * @param <R> the table as the catalog describes it
 */
public final class LookAhead<N, R> {
    private static final int AT_ONCE = 100;

    private final List<N> names;
    private final Lookup<N, R> lookup;
    private final Set<N> sought = new HashSet<>();
    private final Map<N, R> found = new HashMap<>();

    /** Finds tables; many cost little more than one. */
    public interface Lookup<N, R> {
        /** Those of these names that there are. */
        Map<N, R> of(List<N> names) throws SQLException;
    }

    /** @param names in the order in which they are likely to be asked for */
    public LookAhead(List<N> names, Lookup<N, R> lookup) {
        this.names = List.copyOf(names);
        this.lookup = lookup;
    }

    /** Empty where there is no such table. */
    public synchronized Optional<R> of(N name) throws SQLException {
        if (!sought.contains(name)) {
            List<N> next = from(name);
            found.putAll(lookup.of(next));
            sought.addAll(next);
        }
        return Optional.ofNullable(found.get(name));
    }

    /** This one and those after it. */
    private List<N> from(N first) {
        Set<N> next = new LinkedHashSet<>(List.of(first));
        names.stream()
                .skip(Math.max(names.indexOf(first), 0))
                .filter(name -> !sought.contains(name))
                .limit(AT_ONCE)
                .forEach(next::add);
        return new ArrayList<>(next);
    }
}
