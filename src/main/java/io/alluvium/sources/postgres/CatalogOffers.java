package io.alluvium.sources.postgres;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.DidYouMean;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Kind;
import io.alluvium.failure.Problem;
import io.alluvium.source.TableOffer;
import io.alluvium.source.window.Past;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says of each table and view of a database how it is best loaded, or why it cannot be. */
final class CatalogOffers {
    private final PostgresSpec source;
    private final Faults faults;

    CatalogOffers(PostgresSpec source) {
        this.source = source;
        this.faults = new Faults(source);
    }

    /**
     * Looks at the catalog, in one snapshot and without reading a row.
     *
     * @param schemas as the catalog spells them; empty for all but the server's own
     * @return tables and views by schema and name; partitions are read with their parent and not listed
     * @throws AlluviumException of kind USER for credentials and unknown schemas, SOURCE for an unreachable server
     */
    List<TableOffer> of(List<String> schemas) {
        try (SnapshotSession session = SnapshotSession.start(new Login(source).open())) {
            List<CatalogListing.Entry> entries = session.run(connection -> {
                CatalogListing listing = new CatalogListing(connection);
                return listing.entries(known(schemas, listing.schemas()));
            });
            SurveyedRelations relations = new SurveyedRelations(
                    session, entries.stream().map(CatalogListing.Entry::from).toList());
            List<TableOffer> offers = new ArrayList<>();
            for (CatalogListing.Entry entry : entries) {
                offers.add(offer(entry, relations, session));
            }
            return offers;
        } catch (SQLException e) {
            throw faults.ofLogin(e).asException(e);
        }
    }

    private List<String> known(List<String> wanted, List<String> present) {
        List<Problem> unknown = wanted.stream()
                .filter(schema -> !present.contains(schema))
                .map(schema -> Problem.of(
                                ErrorCode.BAD_VALUE, "there is no schema \"" + schema + "\" in " + source.database())
                        .because(present.isEmpty() ? "it has none" : "it has " + String.join(", ", present))
                        .didYouMean(DidYouMean.amongNames(present, schema)))
                .toList();
        if (!unknown.isEmpty()) {
            throw new AlluviumException(unknown);
        }
        return wanted.isEmpty() ? present : wanted;
    }

    private TableOffer offer(CatalogListing.Entry entry, SurveyedRelations relations, SnapshotSession session)
            throws SQLException {
        Optional<String> ruledOut = ruledOut(entry);
        if (ruledOut.isPresent()) {
            return refused(entry, ruledOut.get());
        }
        List<String> key = entry.unique()
                .filter(unique -> !unique.nullable())
                .map(CatalogListing.UniqueIndex::columns)
                .orElse(List.of());
        PostgresTable whole = table(entry, key, PostgresTable.Mode.SNAPSHOT);
        try {
            new Admission(whole, session.server(), source).check(Past.NOTHING);
            Relation relation = relations.of(Faults.Named.of(whole));
            ReadingChoice choice = ReadingChoice.of(relation, source.user());
            // As a run will look at it.
            TableView.proved(table(entry, key, choice.mode()), relation, session);
            return key.isEmpty()
                    ? refused(entry, noKey(entry))
                    : new TableOffer.Loadable(
                            entry.schema(),
                            entry.name(),
                            entry.from(),
                            key,
                            choice.mode().word(),
                            relation.columnNames(),
                            choice.remarks());
        } catch (SQLException e) {
            return refused(entry, faults.ofTable(whole, e).asException(e));
        } catch (AlluviumException e) {
            return refused(entry, e);
        }
    }

    private PostgresTable table(CatalogListing.Entry entry, List<String> key, PostgresTable.Mode mode) {
        TableName name = new TableName(Layer.RAW, "candidate");
        return new PostgresTable(name, source.place(), entry.from(), key, mode, Optional.empty(), Optional.empty());
    }

    private static Optional<String> ruledOut(CatalogListing.Entry entry) {
        if (entry.extension().isPresent()) {
            return Optional.of("belongs to the extension " + entry.extension().get());
        }
        if (entry.nature() == CatalogListing.Nature.FOREIGN_TABLE) {
            return Optional.of("a foreign table: its rows lie elsewhere and have no key here; load it from there");
        }
        if (entry.from().contains("${")) {
            return Optional.of("${ in its name means something else in this file; read a view with another name");
        }
        return Optional.empty();
    }

    private static String noKey(CatalogListing.Entry entry) {
        return switch (entry.nature()) {
            case VIEW, FOREIGN_TABLE -> "no key: a view has none; name the columns that identify a row";
            case MATERIALIZED_VIEW, TABLE ->
                "no key: "
                        + entry.unique()
                                .map(index -> "the unique index " + index.name() + " may hold nulls; if it never does,"
                                        + " take its columns")
                                .orElse(
                                        entry.hasChildren() && entry.nature() == CatalogListing.Nature.TABLE
                                                ? "none holds over the tables that inherit from it; load those"
                                                : "no primary key and no unique index; name the columns that identify a"
                                                        + " row");
        };
    }

    /** A lost server is no fault of one table. */
    private static TableOffer refused(CatalogListing.Entry entry, AlluviumException fault) {
        Problem problem = fault.problems().get(0);
        boolean oneTable = fault.kind() != Kind.SOURCE || problem.code() == ErrorCode.SOURCE_FAILED;
        if (!oneTable || problem.code() == ErrorCode.NOT_BUILT_YET) {
            throw fault;
        }
        return refused(
                entry,
                problem.message().replace("raw.candidate", entry.from())
                        + problem.fix().map(fix -> ": " + fix).orElse(""));
    }

    private static TableOffer refused(CatalogListing.Entry entry, String reason) {
        return new TableOffer.Refused(
                entry.schema(),
                entry.name(),
                entry.from(),
                entry.unique().map(CatalogListing.UniqueIndex::columns).orElse(List.of()),
                reason);
    }
}
