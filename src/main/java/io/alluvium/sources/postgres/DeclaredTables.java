package io.alluvium.sources.postgres;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.catalog.CatalogEntry;
import io.alluvium.source.catalog.PatternTables;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.image.UnfitValues;
import io.alluvium.source.sql.DatabaseTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /**
     * Holds the columns that no table shall store as they are to those that there are: one that is misspelt would be
     * stored.
     *
     * @throws io.alluvium.failure.AlluviumException of kind USER with all that no table of the database has
     */
    static void requireColumns(PostgresSpec source, SnapshotSession session) throws SQLException {
        StoredColumns.Everywhere everywhere = source.everywhere();
        if (everywhere.isEmpty()) {
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
        List<Problem> problems = new ArrayList<>();
        everywhere
                .excluded()
                .forEach(name -> missing(source, "exclude", name, present).ifPresent(problems::add));
        everywhere
                .masks()
                .keySet()
                .forEach(name -> missing(source, "mask", name, present).ifPresent(problems::add));
        if (!problems.isEmpty()) {
            throw new AlluviumException(problems);
        }
    }

    private static Optional<Problem> missing(PostgresSpec source, String key, String name, List<String> present) {
        return present.stream().anyMatch(name::equalsIgnoreCase)
                ? Optional.empty()
                : Optional.of(Problem.of(
                                ErrorCode.BAD_VALUE,
                                key + " of " + source.name() + " names " + name + ", which no table of "
                                        + source.database() + " has")
                        .at(source.place())
                        .marking(name)
                        .didYouMean(DidYouMean.amongNames(present, name)));
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
        PatternTables<DatabaseTable> patterns = new PatternTables<>(
                source.patterns().orElseThrow(),
                source.database(),
                source.tables().stream().map(table -> table.name().name()).collect(Collectors.toSet()),
                source.chosen().others(),
                (name, entry) -> new DatabaseTable(
                        name,
                        source.patterns().orElseThrow().place(),
                        entry.from(),
                        entry.key(),
                        entry.key().isEmpty() ? DatabaseTable.Mode.REPLACE : DatabaseTable.Mode.SNAPSHOT,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        UnfitValues.FAIL,
                        StoredColumns.of(source.everywhere())));
        return patterns.taken(entries, entry -> declared.contains(entry.from()));
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
