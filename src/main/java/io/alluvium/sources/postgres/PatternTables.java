package io.alluvium.sources.postgres;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.source.sql.TablePatterns;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The tables that a source's patterns take, as the catalog has them now. Views, foreign tables, partitions and tables of
 * extensions are taken by name only.
 */
final class PatternTables {
    private final PostgresSpec source;
    private final TablePatterns patterns;
    private final List<Problem> problems = new ArrayList<>();

    private PatternTables(PostgresSpec source, TablePatterns patterns) {
        this.source = source;
        this.patterns = patterns;
    }

    /**
     * The source with every table named: those it declares, then those that its patterns take beside them.
     *
     * @param source with patterns
     * @throws AlluviumException of kind USER for patterns that take nothing
     */
    static PostgresSpec resolved(PostgresSpec source, SnapshotSession session) throws SQLException {
        return new PatternTables(source, source.patterns().orElseThrow()).resolve(session);
    }

    private PostgresSpec resolve(SnapshotSession session) throws SQLException {
        List<PostgresTable> tables = new ArrayList<>(source.tables());
        List<CatalogListing.Entry> entries = session.run(connection -> {
            CatalogListing listing = new CatalogListing(connection);
            return listing.entries(listing.schemas());
        });
        requireMatches(entries);
        Set<String> declared = declared(entries, session.server().searchPath());
        entries.stream()
                .filter(PatternTables::isOwnTable)
                .filter(entry -> patterns.take(entry.schema(), entry.name()))
                .filter(entry -> !declared.contains(entry.from()))
                .forEach(entry -> table(entry).ifPresent(tables::add));
        if (!problems.isEmpty()) {
            throw new AlluviumException(problems);
        }
        return source.with(tables);
    }

    private static boolean isOwnTable(CatalogListing.Entry entry) {
        return entry.nature() == CatalogListing.Nature.TABLE
                && entry.extension().isEmpty();
    }

    private void requireMatches(List<CatalogListing.Entry> entries) {
        List<CatalogListing.Entry> tables =
                entries.stream().filter(PatternTables::isOwnTable).toList();
        List<String> names = tables.stream()
                .map(entry -> entry.schema() + "." + entry.name())
                .toList();
        for (String pattern : patterns.inclusions()) {
            if (tables.stream().noneMatch(entry -> TablePatterns.matches(pattern, entry.schema(), entry.name()))) {
                problems.add(Problem.of(ErrorCode.BAD_VALUE, "no table of " + source.database() + " matches " + pattern)
                        .at(patterns.place())
                        .marking(pattern)
                        .because("views and foreign tables are taken by name only")
                        .didYouMean(DidYouMean.amongNames(names, pattern)));
            }
        }
    }

    /** What sections name, in one spelling; without a schema the first on the path that has such a table is meant. */
    private Set<String> declared(List<CatalogListing.Entry> entries, List<String> searchPath) {
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

    private Optional<PostgresTable> table(CatalogListing.Entry entry) {
        Optional<String> name = TableName.proposal(entry.name());
        if (name.isEmpty()) {
            problems.add(Problem.of(ErrorCode.BAD_NAME, entry.from() + " has no letter that a name in raw can take")
                    .at(patterns.place())
                    .because("taken by pattern, a table keeps its name")
                    .fixedBy("name it under tables: my_name { from = … }"));
            return Optional.empty();
        }
        List<String> key = entry.unique()
                .filter(unique -> !unique.nullable())
                .map(CatalogListing.UniqueIndex::columns)
                .orElse(List.of());
        return Optional.of(new PostgresTable(
                new TableName(Layer.RAW, name.get()),
                patterns.place(),
                entry.from(),
                key,
                PostgresTable.Mode.SNAPSHOT,
                Optional.empty(),
                Optional.empty()));
    }

    /** Why a table that was taken by pattern cannot be read: only the user can know its key. */
    static Problem withoutKey(PostgresTable table) {
        return Faults.at(table, ErrorCode.SOURCE_KEY_NOT_UNIQUE, table.from() + " has no key that the database keeps")
                .because("no primary key and no unique index without nulls")
                .fixedBy("name its key under tables: " + table.name().name() + " { from = \""
                        + table.from().replace("\"", "\\\"") + "\", key = [ … ] }; or leave it out: \"!"
                        + RelationName.parse(table.from())
                                .map(name -> name.schema()
                                                .map(schema -> schema + ".")
                                                .orElse("")
                                        + name.name())
                                .orElse(table.from())
                        + "\"");
    }
}
