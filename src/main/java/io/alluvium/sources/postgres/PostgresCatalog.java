package io.alluvium.sources.postgres;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Problem;
import io.alluvium.source.TableOffer;
import io.alluvium.source.catalog.CatalogEntry;
import io.alluvium.source.catalog.CatalogOffers;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.columns.StoredNames;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.fault.NamedTable;
import io.alluvium.source.window.Past;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server's catalog as one snapshot shows it, for whoever asks what can be loaded. */
final class PostgresCatalog implements CatalogOffers.Catalog {
    private final PostgresSpec source;
    private final SnapshotSession session;
    private final Faults faults;
    private SurveyedRelations relations;

    /** A table that others hold locked is told as such, and does not keep the others waiting. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private PostgresCatalog(PostgresSpec source, SnapshotSession session, Faults faults) {
        this.source = source;
        this.session = session;
        this.faults = faults;
        this.relations = new SurveyedRelations(session, List.of());
    }

    /**
     * Looks at the catalog, in one snapshot and without reading a row.
     *
     * @param schemas as the catalog spells them; empty for all but the server's own
     * @throws AlluviumException of kind USER for credentials and unknown schemas, SOURCE for an unreachable server
     */
    static List<TableOffer> offers(PostgresSpec source, List<String> schemas) {
        Faults faults = new Faults(source);
        try (SnapshotSession session = SnapshotSession.start(new Login(source).open(faults), PATIENCE)) {
            return new CatalogOffers(source.database(), new PostgresCatalog(source, session, faults)).of(schemas);
        } catch (SQLException e) {
            throw faults.ofSession(e).asException(Faults.logged(e));
        }
    }

    @Override
    public List<String> schemas() throws SQLException {
        return session.run(connection -> new CatalogListing(connection).schemas());
    }

    @Override
    public List<CatalogEntry> entries(List<String> schemas) throws SQLException {
        List<CatalogEntry> entries = session.run(connection -> new CatalogListing(connection).entries(schemas));
        relations = new SurveyedRelations(
                session, entries.stream().map(CatalogEntry::from).toList());
        return entries;
    }

    @Override
    public TableOffer.Loadable tried(CatalogEntry entry) throws SQLException {
        DatabaseTable whole = table(entry, DatabaseTable.Mode.REPLACE, Map.of());
        new Admission(whole, session.server(), source).check(Past.NOTHING);
        Relation relation = relations.of(NamedTable.of(whole));
        ReadingChoice choice = ReadingChoice.of(relation, !entry.key().isEmpty(), source.user());
        // As a run will look at it.
        Map<String, String> renames = StoredNames.renames(relation.columnNames());
        DatabaseTable chosen = table(entry, choice.mode(), renames);
        TableView.proved(chosen, relation, Optional.empty(), session);
        return new TableOffer.Loadable(
                entry.schema(),
                entry.name(),
                entry.from(),
                entry.key(),
                choice.mode().word(),
                chosen.stored().names(relation.columnNames()),
                renames,
                choice.remarks());
    }

    private DatabaseTable table(CatalogEntry entry, DatabaseTable.Mode mode, Map<String, String> renames) {
        TableName name = new TableName(Layer.RAW, "candidate");
        return new DatabaseTable(
                        name, source.place(), entry.from(), entry.key(), mode, Optional.empty(), Optional.empty())
                .with(StoredColumns.renaming(renames));
    }

    @Override
    public AlluviumException explained(CatalogEntry entry, SQLException error) {
        NamedTable table = NamedTable.of(table(entry, DatabaseTable.Mode.REPLACE, Map.of()));
        Optional<Problem> diagnosis;
        try {
            Relation relation = relations.of(table);
            Map<String, String> renames = StoredNames.renames(relation.columnNames());
            diagnosis = Diagnosis.of(error, table(entry, DatabaseTable.Mode.REPLACE, renames), relation, session);
        } catch (SQLException | AlluviumException e) {
            diagnosis = Optional.empty();
        }
        return diagnosis.orElseGet(() -> faults.ofTable(table, error)).asException(Faults.logged(error));
    }
}
