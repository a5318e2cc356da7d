package io.alluvium.sources.postgres;

import io.alluvium.failure.AlluviumException;
import io.alluvium.source.AuditedTable;
import io.alluvium.source.Engine;
import io.alluvium.source.Inspection;
import io.alluvium.source.TableOffer;
import io.alluvium.source.database.DatabaseAddress;
import io.alluvium.source.database.InspectedDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks a PostgreSQL server's catalog what it offers to load. */
final class PostgresInspection implements Inspection {
    private static final List<String> ADVICE = List.of(
            "mode = snapshot reads a table whole, keeps the differences and finds deletes. A cursor reads only what is"
                    + " new, but",
            "nothing in a catalog proves that every write sets such a column: only you can know. mode = xid needs none.",
            "Choose before the first run: raw of mode snapshot cannot tell what the other modes need.");
    private static final String ADVICE_WITHOUT_KEY =
            "mode = replace, for tables without a key, reads a table whole whenever it changed; only the last reading is"
                    + " kept.";

    private static final DatabaseAddress.Scheme SCHEME =
            new DatabaseAddress.Scheme(List.of("postgres", "postgresql"), 5432);

    @Override
    public boolean takes(String url) {
        return SCHEME.begins(url);
    }

    @Override
    public Optional<String> passwordVariable() {
        return Optional.of("PGPASSWORD");
    }

    @Override
    public Inspected of(Address named) {
        InspectedDatabase database = InspectedDatabase.of(PostgresType.WORD, SCHEME, named);
        PostgresSpec source = new PostgresSpec(database.declared(), Engine.AUTO);
        try {
            List<TableOffer> offers = PostgresCatalog.offers(source, named.schemas());
            return new Inspected(
                    source.name(),
                    Origin.CATALOG,
                    source.database(),
                    database.declaration(named.project()),
                    advice(offers),
                    offers);
        } catch (AlluviumException e) {
            throw InspectedDatabase.asOption(e);
        }
    }

    private static List<String> advice(List<TableOffer> offers) {
        boolean keyless = offers.stream()
                .anyMatch(offer -> offer instanceof TableOffer.Loadable loadable
                        && loadable.key().isEmpty());
        List<String> advice = new ArrayList<>(ADVICE);
        if (keyless) {
            advice.add(ADVICE_WITHOUT_KEY);
        }
        return advice;
    }

    @Override
    public Optional<AuditedTable> audited(Address named, String table) {
        InspectedDatabase database = InspectedDatabase.of(PostgresType.WORD, SCHEME, named);
        try {
            return Optional.of(PostgresAudited.of(new PostgresSpec(database.declared(), Engine.AUTO), table));
        } catch (AlluviumException e) {
            throw InspectedDatabase.asOption(e);
        }
    }
}
