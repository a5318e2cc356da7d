package io.alluvium.sources.postgres;

import io.alluvium.failure.Problem;
import io.alluvium.source.catalog.CatalogEntry;
import io.alluvium.source.catalog.PatternTables;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All tables of a source: those that sections declare, and those that its patterns take beside them. */
final class DeclaredTables {
    private DeclaredTables() {}

    /**
     * The source with every table named: those it declares, then those that its patterns take beside them.
     *
     * @param source with patterns
     * @throws io.alluvium.failure.AlluviumException of kind USER for patterns that take nothing
     */
    static PostgresSpec resolved(PostgresSpec source, SnapshotSession session) throws SQLException {
        List<CatalogEntry> entries = session.run(connection -> {
            CatalogListing listing = new CatalogListing(connection);
            return listing.entries(listing.schemas());
        });
        Set<String> declared = declared(source, entries, session.server().searchPath());
        List<PostgresTable> tables = new ArrayList<>(source.tables());
        tables.addAll(PatternTables.taken(
                source.patterns().orElseThrow(),
                source.database(),
                entries,
                entry -> declared.contains(entry.from()),
                (name, entry) -> new PostgresTable(
                        name,
                        source.patterns().orElseThrow().place(),
                        entry.from(),
                        entry.key(),
                        PostgresTable.Mode.SNAPSHOT,
                        Optional.empty(),
                        Optional.empty())));
        return source.with(tables);
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

    /** Why a table that was taken by pattern cannot be read. */
    static Problem withoutKey(PostgresTable table) {
        String pattern = RelationName.parse(table.from())
                .map(name -> name.schema().map(schema -> schema + ".").orElse("") + name.name())
                .orElse(table.from());
        return PatternTables.withoutKey(table, pattern);
    }
}
