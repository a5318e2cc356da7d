package io.alluvium.sources.postgres;

import io.alluvium.source.catalog.LookAhead;
import io.alluvium.source.fault.NamedTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * The tables of a source as the catalog has them in a snapshot. They are looked up many at a time, in the order in which
 * they are likely to be asked for.
 */
final class SurveyedRelations {
    private final SnapshotSession snapshot;
    private final LookAhead<RelationName, Relation> relations;

    SurveyedRelations(SnapshotSession snapshot, List<String> tables) {
        this.snapshot = snapshot;
        this.relations = new LookAhead<>(
                tables.stream()
                        .flatMap(table -> RelationName.parse(table).stream())
                        .toList(),
                names -> snapshot.run(connection -> catalog(connection).relations(names)));
    }

    /** @throws io.alluvium.failure.AlluviumException where there is no such table */
    Relation of(NamedTable table) throws SQLException {
        Optional<Relation> found = relations.of(Catalog.name(table));
        return found.isPresent()
                ? found.get()
                : snapshot.run(connection -> {
                    throw catalog(connection).missing(table);
                });
    }

    private Catalog catalog(Connection connection) {
        return new Catalog(connection, snapshot.server().searchPath());
    }
}
