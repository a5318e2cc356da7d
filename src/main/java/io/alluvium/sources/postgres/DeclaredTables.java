package io.alluvium.sources.postgres;

import io.alluvium.source.catalog.CatalogEntry;
import io.alluvium.source.catalog.PatternTables;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.DatabaseTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All tables of a source: those that sections declare, and those that its patterns take beside them. */
final class DeclaredTables {
    private static final String NAMES = """
            select distinct a.attname::text
            from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
            where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_'
              and n.nspname <> 'information_schema'
            order by 1
            """;

    private DeclaredTables() {}

    /** As {@link ChosenTables#requireColumns}. */
    static void requireColumns(PostgresSpec source, SnapshotSession session) throws SQLException {
        if (source.everywhere().isEmpty()) {
            return;
        }
        List<String> present = session.run(connection -> {
            List<String> names = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(NAMES)) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
            return names;
        });
        source.chosen().requireColumns(source, source.database(), present);
    }

    /**
     * The tables that a source's patterns take beside those that it declares.
     *
     * @param source with patterns
     * @throws io.alluvium.failure.AlluviumException of kind USER for patterns that take nothing
     */
    static PatternTables.Taken<DatabaseTable> taken(PostgresSpec source, SnapshotSession session) throws SQLException {
        List<CatalogEntry> entries = session.run(connection -> {
            CatalogListing listing = new CatalogListing(connection);
            return listing.entries(listing.schemas());
        });
        Set<String> declared = declared(source, entries, session.server().searchPath());
        return source.chosen()
                .patternTables(source.database())
                .taken(entries, entry -> declared.contains(entry.from()));
    }

    /** What sections name, in one spelling; without a schema the first on the path that has such a table is meant. */
    private static Set<String> declared(PostgresSpec source, List<CatalogEntry> entries, List<String> searchPath) {
        Set<String> declared = new HashSet<>();
        for (DatabaseTable table : source.tables()) {
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
