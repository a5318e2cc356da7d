package io.alluvium.source.database;

import io.alluvium.config.HoconSection;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.Problem;
import io.alluvium.secret.Password;
import io.alluvium.source.Inspection;
import io.alluvium.source.SchemaChange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A database that was named on the command line and that no project declares yet.
 *
 * @param option that names it
 * @param type the word of its kind of source
 * @param ca a file of certificates, absolute
 */
public record InspectedDatabase(
        String option, String type, DatabaseAddress address, Optional<Password> password, Optional<Path> ca) {
    private static final int CONNECTIONS = 4;

    /** @throws AlluviumException USAGE for the address */
    public static InspectedDatabase of(String type, DatabaseAddress.Scheme scheme, Inspection.Address named) {
        return new InspectedDatabase(
                named.option(),
                type,
                DatabaseAddress.parse(scheme, named.option(), named.url(), named.localUser()),
                named.password(),
                named.ca());
    }

    /** As a project would declare it, without tables. */
    public DeclaredDatabase declared() {
        return new DeclaredDatabase(
                TableName.proposal(address.database()).orElse("source"),
                new Place(option, 0),
                address.host(),
                address.port(),
                address.database(),
                address.user(),
                password,
                ca,
                CONNECTIONS,
                DatabaseSection.LONG_SILENCE,
                SchemaChange.ADD,
                ChosenTables.of(List.of()));
    }

    /**
     * The lines of its section, but for its tables.
     *
     * @param project the folder where the project will lie, absolute
     */
    public List<String> declaration(Path project) {
        List<String> lines = new ArrayList<>();
        lines.add("type = " + type + ", host = " + HoconSection.quoted(address.host()) + ", port = " + address.port()
                + ", database = " + HoconSection.quoted(address.database()));
        lines.add("user = " + HoconSection.quoted(address.user())
                + password.map(Password::toString)
                        .map(secret ->
                                ", password = " + HoconSection.quoted(secret) + "      # never the password itself")
                        .orElse(""));
        ca.ifPresent(file -> lines.add("ca = " + HoconSection.quoted(fromProject(file, project))
                + "      # the authorities that may vouch for the server"));
        return lines;
    }

    /** A file inside the project's folder moves with it; any other keeps its full path. */
    private static String fromProject(Path file, Path project) {
        return (file.startsWith(project) ? project.relativize(file) : file).toString();
    }

    /** A fix by the key {@code ca} as one by the option: no project exists yet that could hold the key. */
    public static AlluviumException asOption(AlluviumException refused) {
        if (refused.problems().size() != 1) {
            return refused;
        }
        Problem problem = refused.problems().get(0);
        return problem.fix()
                .filter(fix -> fix.startsWith("ca = "))
                .map(fix -> new AlluviumException(
                        problem.fixedBy("--ca /path/to/root.crt, the certificate of the authority that signed the"
                                + " server's; on Amazon RDS its bundle"),
                        refused))
                .orElse(refused);
    }
}
