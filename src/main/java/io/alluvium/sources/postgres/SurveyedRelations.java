package io.alluvium.sources.postgres;

import io.alluvium.source.catalog.LookAhead;
import io.alluvium.source.fault.NamedTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tables of a source as the catalog has them in a snapshot. They are looked up many at a time, in the order in which
 * they are likely to be asked for. One that another session holds is told at once when it is first asked for, so that the
 * others need not wait; later it is waited for.
 */
final class SurveyedRelations {
    private final SnapshotSession snapshot;
    private final LookAhead<RelationName, Relation> relations;
    private final Map<RelationName, SQLException> locked = new ConcurrentHashMap<>();

    SurveyedRelations(SnapshotSession snapshot, List<String> tables) {
        this.snapshot = snapshot;
        this.relations = new LookAhead<>(
                tables.stream()
                        .flatMap(table -> RelationName.parse(table).stream())
                        .toList(),
                this::unlocked);
    }

    /**
     * @throws io.alluvium.failure.AlluviumException where there is no such table
     * @throws SQLException where another session holds it, or the catalog cannot be read
     */
    Relation of(NamedTable table) throws SQLException {
        RelationName name = Catalog.name(table);
        Optional<Relation> found = relations.of(name);
        if (found.isPresent()) {
            return found.get();
        }
        SQLException refused = locked.remove(name);
        if (refused != null) {
            throw refused;
        }
        return snapshot.run(connection -> catalog(connection).relation(table));
    }

    private Map<RelationName, Relation> unlocked(List<RelationName> names) throws SQLException {
        try {
            return snapshot.runAtOnce(connection -> catalog(connection).relations(names));
        } catch (SQLException e) {
            if (!SqlStates.isLocked(e)) {
                throw e;
            }
        }
        Map<RelationName, Relation> found = new HashMap<>();
        for (RelationName name : names) {
            try {
                found.putAll(
                        snapshot.runAtOnce(connection -> catalog(connection).relations(List.of(name))));
            } catch (SQLException e) {
                if (!SqlStates.isLocked(e)) {
                    throw e;
                }
                locked.put(name, e);
            }
        }
        return found;
    }

    private Catalog catalog(Connection connection) {
        return new Catalog(connection, snapshot.server().searchPath());
    }
}
