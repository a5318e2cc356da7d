package io.alluvium.sources.postgres;

import io.alluvium.source.catalog.CatalogEntry;
import io.alluvium.source.catalog.PatternTables;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** All tables of a source: those that sections declare, and those that its patterns take beside them. */
final class DeclaredTables {
    private DeclaredTables() {}

    /**
     * The tables that a source's patterns take beside those that it declares.
     *
     * @param source with patterns
     * @throws io.alluvium.failure.AlluviumException of kind USER for patterns that take nothing
     */
    static PatternTables.Taken<PostgresTable> taken(PostgresSpec source, SnapshotSession session) throws SQLException {
        List<CatalogEntry> entries = session.run(connection -> {
            CatalogListing listing = new CatalogListing(connection);
            return listing.entries(listing.schemas());
        });
        Set<String> declared = declared(source, entries, session.server().searchPath());
        PatternTables<PostgresTable> patterns = new PatternTables<>(
                source.patterns().orElseThrow(),
                source.database(),
                source.tables().stream().map(table -> table.name().name()).collect(Collectors.toSet()),
                (name, entry) -> new PostgresTable(
                        name,
                        source.patterns().orElseThrow().place(),
                        entry.from(),
                        entry.key(),
                        entry.key().isEmpty() ? PostgresTable.Mode.REPLACE : PostgresTable.Mode.SNAPSHOT,
                        Optional.empty(),
                        Optional.empty()));
        return patterns.taken(entries, entry -> declared.contains(entry.from()));
    }

    /** What sections name, in one spelling; without a schema the first on the path that has such a table is meant. */
    private static Set<String> declared(PostgresSpec source, List<CatalogEntry> entries, List<String> searchPath) {
        Set<String> declared = new HashSet<>();
        for (PostgresTable table : source.tables()) {
            RelationName.parse(table.from())
                    .ifPresent(name -> name.schema().map(List::of).orElse(searchPath).stream()
                            .flatMap(schema -> entries.stream()
                                    .filter(entry -> entry.schema().equals(schema)
                                            && entry.name().equals(name.name())))
                            .findFirst()
                            .ifPresent(entry -> declared.add(entry.from())));
        }
        return declared;
    }
}
