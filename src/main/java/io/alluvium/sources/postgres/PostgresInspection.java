package io.alluvium.sources.postgres;

import io.alluvium.config.HoconSection;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Problem;
import io.alluvium.secret.Password;
import io.alluvium.source.Engine;
import io.alluvium.source.Inspection;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.TableOffer;
import io.alluvium.source.sql.ChosenTables;
import io.alluvium.source.sql.DatabaseSection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks a PostgreSQL server's catalog what it offers to load. */
final class PostgresInspection implements Inspection {
    private static final int CONNECTIONS = 4;
    private static final List<String> ADVICE = List.of(
            "mode = snapshot reads a table whole, keeps the differences and finds deletes. A cursor reads only what is"
                    + " new, but",
            "nothing in a catalog proves that every write sets such a column: only you can know. mode = xid needs none.",
            "Choose before the first run: raw of mode snapshot cannot tell what the other modes need.");
    private static final String ADVICE_WITHOUT_KEY =
            "mode = replace, for tables without a key, reads a table whole whenever it changed; only the last reading is"
                    + " kept.";

    @Override
    public boolean takes(String url) {
        return url.startsWith("postgres://") || url.startsWith("postgresql://");
    }

    @Override
    public Optional<String> passwordVariable() {
        return Optional.of("PGPASSWORD");
    }

    @Override
    public Inspected of(Address address) {
        PostgresSpec source = source(address);
        try {
            List<TableOffer> offers = PostgresCatalog.offers(source, address.schemas());
            return new Inspected(
                    source.name(),
                    Origin.CATALOG,
                    source.database(),
                    declaration(source, address.project()),
                    advice(offers),
                    offers);
        } catch (AlluviumException e) {
            if (e.problems().size() != 1) {
                throw e;
            }
            throw new AlluviumException(asOption(e.problems().get(0)), e);
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

    /** A fix by the key {@code ca} as one by the option: no project exists yet that could hold the key. */
    private static Problem asOption(Problem problem) {
        return problem.fix()
                .filter(fix -> fix.startsWith("ca = "))
                .map(fix -> problem.fixedBy("--ca /path/to/root.crt, the certificate of the authority that signed the"
                        + " server's; on Amazon RDS its bundle"))
                .orElse(problem);
    }

    private static PostgresSpec source(Address named) {
        DatabaseAddress address = DatabaseAddress.parse(named.url(), named.localUser());
        return new PostgresSpec(
                TableName.proposal(address.database()).orElse("source"),
                new Place("--from", 0),
                address.host(),
                address.port(),
                address.database(),
                address.user(),
                named.password(),
                named.ca(),
                CONNECTIONS,
                DatabaseSection.LONG_SILENCE,
                SchemaChange.ADD,
                Engine.AUTO,
                ChosenTables.of(List.of()));
    }

    private static List<String> declaration(PostgresSpec source, Path project) {
        List<String> lines = new ArrayList<>();
        lines.add("type = postgres, host = " + HoconSection.quoted(source.host()) + ", port = " + source.port()
                + ", database = " + HoconSection.quoted(source.database()));
        lines.add("user = " + HoconSection.quoted(source.user())
                + source.password()
                        .map(Password::toString)
                        .map(password ->
                                ", password = " + HoconSection.quoted(password) + "      # never the password itself")
                        .orElse(""));
        source.ca()
                .ifPresent(ca -> lines.add("ca = " + HoconSection.quoted(fromProject(ca, project))
                        + "      # the authorities that may vouch for the server"));
        return lines;
    }

    /** A file inside the project's folder moves with it; any other keeps its full path. */
    private static String fromProject(Path file, Path project) {
        return (file.startsWith(project) ? project.relativize(file) : file).toString();
    }
}
