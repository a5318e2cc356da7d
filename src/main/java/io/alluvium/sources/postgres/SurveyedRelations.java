package io.alluvium.sources.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tables of a source as the catalog has them in a snapshot. They are looked up many at a time, in the order in which
 * they are likely to be asked for.
 */
final class SurveyedRelations {
    private static final int AT_ONCE = 100;

    private final SnapshotSession snapshot;
    private final List<RelationName> names;
    private final Set<RelationName> sought = new HashSet<>();
    private final Map<RelationName, Relation> found = new HashMap<>();

    SurveyedRelations(SnapshotSession snapshot, List<String> tables) {
        this.snapshot = snapshot;
        this.names = tables.stream()
                .flatMap(table -> RelationName.parse(table).stream())
                .toList();
    }

    /** @throws io.alluvium.failure.AlluviumException where there is no such table */
    synchronized Relation of(Faults.Named table) throws SQLException {
        RelationName name = Catalog.name(table);
        if (!sought.contains(name)) {
            List<RelationName> next = from(name);
            found.putAll(snapshot.run(connection -> catalog(connection).relations(next)));
            sought.addAll(next);
        }
        Relation relation = found.get(name);
        if (relation == null) {
            throw snapshot.run(connection -> catalog(connection).missing(table));
        }
        return relation;
    }

    private Catalog catalog(Connection connection) {
        return new Catalog(connection, snapshot.server().searchPath());
    }

    /** This one and those after it. */
    private List<RelationName> from(RelationName first) {
        Set<RelationName> next = new LinkedHashSet<>(List.of(first));
        names.stream()
                .skip(Math.max(names.indexOf(first), 0))
                .filter(name -> !sought.contains(name))
                .limit(AT_ONCE)
                .forEach(next::add);
        return new ArrayList<>(next);
    }
}
