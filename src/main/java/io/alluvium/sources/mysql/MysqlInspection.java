package io.alluvium.sources.mysql;

import io.alluvium.failure.AlluviumException;
import io.alluvium.source.AuditedTable;
import io.alluvium.source.Inspection;
import io.alluvium.source.TableOffer;
import io.alluvium.source.database.DatabaseAddress;
import io.alluvium.source.database.InspectedDatabase;
import java.util.List;
import java.util.Optional;

/** Asks a MySQL or MariaDB server's catalog what it offers to load. */
final class MysqlInspection implements Inspection {
    private static final DatabaseAddress.Scheme SCHEME = new DatabaseAddress.Scheme(List.of("mysql", "mariadb"), 3306);

    private static final List<String> ADVICE = List.of(
            "mode = snapshot reads a table whole when it changed, keeps the differences and finds deletes. A cursor reads"
                    + " only what is new, but",
            "nothing in a catalog proves that every write sets such a column: only you can know. It needs the rights"
                    + " PROCESS and REPLICA MONITOR.",
            "mode = replace, for tables without a key, keeps only the last reading.");

    @Override
    public boolean takes(String url) {
        return SCHEME.begins(url);
    }

    @Override
    public Optional<String> passwordVariable() {
        return Optional.of("MYSQL_PWD");
    }

    @Override
    public Inspected of(Address named) {
        InspectedDatabase database = InspectedDatabase.of(MysqlType.WORD, SCHEME, named);
        MysqlSpec source = new MysqlSpec(database.declared());
        try {
            List<TableOffer> offers = MysqlCatalog.offers(source, named.schemas());
            return new Inspected(
                    source.name(),
                    Origin.CATALOG,
                    source.database(),
                    database.declaration(named.project()),
                    ADVICE,
                    offers);
        } catch (AlluviumException e) {
            throw InspectedDatabase.asOption(e);
        }
    }

    @Override
    public Optional<AuditedTable> audited(Address named, String table) {
        InspectedDatabase database = InspectedDatabase.of(MysqlType.WORD, SCHEME, named);
        try {
            return Optional.of(MysqlAudited.of(new MysqlSpec(database.declared()), table));
        } catch (AlluviumException e) {
            throw InspectedDatabase.asOption(e);
        }
    }
}
