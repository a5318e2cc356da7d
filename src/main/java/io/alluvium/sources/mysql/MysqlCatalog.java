package io.alluvium.sources.mysql;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.TableOffer;
import io.alluvium.source.catalog.CatalogEntry;
import io.alluvium.source.catalog.CatalogOffers;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.columns.StoredNames;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.fault.NamedTable;
import io.alluvium.source.sql.CursorColumn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server's catalog, for whoever asks what can be loaded: each table is looked at as a first run would. */
final class MysqlCatalog implements CatalogOffers.Catalog {
    private final MysqlSpec source;
    private final Connection connection;
    private final Faults faults;

    private MysqlCatalog(MysqlSpec source, Connection connection, Faults faults) {
        this.source = source;
        this.connection = connection;
        this.faults = faults;
    }

    /**
     * Looks at the catalog, without reading a row.
     *
     * @param schemas as the catalog spells them; empty for the database of the address
     * @throws AlluviumException of kind USER for credentials and unknown schemas, SOURCE for an unreachable server
     */
    static List<TableOffer> offers(MysqlSpec source, List<String> schemas) {
        Faults faults = new Faults(source);
        try (Connection connection = new Login(source).open(faults)) {
            List<String> wanted = schemas.isEmpty() ? List.of(source.database()) : schemas;
            return new CatalogOffers(source.database(), new MysqlCatalog(source, connection, faults)).of(wanted);
        } catch (SQLException e) {
            throw faults.ofSession(e).asException(Faults.logged(e));
        }
    }

    @Override
    public List<String> schemas() throws SQLException {
        return new CatalogListing(connection).schemas();
    }

    @Override
    public List<CatalogEntry> entries(List<String> schemas) throws SQLException {
        return new CatalogListing(connection).entries(schemas);
    }

    @Override
    public TableOffer.Loadable tried(CatalogEntry entry) throws SQLException {
        Relation relation = new Catalog(connection, source.database()).relation(NamedTable.of(table(entry, Map.of())));
        Map<String, String> renames = StoredNames.renames(relation.columnNames());
        DatabaseTable chosen = table(entry, renames);
        try (MysqlSource looking = new MysqlSource(source.with(ChosenTables.of(List.of(chosen))))) {
            looking.connect();
            if (looking.look(chosen, Known.NOTHING) instanceof Look.Refused refused) {
                throw refused.problem().asException();
            }
        }
        List<String> remarks = new ArrayList<>();
        if (!entry.key().isEmpty() && relation.transactional()) {
            relation.columns().stream()
                    .flatMap(column -> Modes.cursor(column).flatMap(CursorColumn::proposal).stream())
                    .findFirst()
                    .ifPresent(remarks::add);
        }
        return new TableOffer.Loadable(
                entry.schema(),
                entry.name(),
                entry.from(),
                entry.key(),
                chosen.mode().word(),
                chosen.stored().names(relation.columnNames()),
                renames,
                remarks);
    }

    private DatabaseTable table(CatalogEntry entry, Map<String, String> renames) {
        return new DatabaseTable(
                        new TableName(Layer.RAW, "candidate"),
                        source.place(),
                        entry.from(),
                        entry.key(),
                        entry.key().isEmpty() ? DatabaseTable.Mode.REPLACE : DatabaseTable.Mode.SNAPSHOT,
                        Optional.empty(),
                        Optional.empty())
                .with(StoredColumns.renaming(renames));
    }

    @Override
    public AlluviumException explained(CatalogEntry entry, SQLException error) {
        return faults.ofTable(table(entry, Map.of()), error).asException(Faults.logged(error));
    }
}
