package io.alluvium.source.database;

import io.alluvium.domain.Place;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.secret.Password;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.fault.Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A database as a project declares it, of whichever kind.
 *
 * @param name of the source in the project
 * @param password asked for anew for each connection
 * @param ca a file of certificates of the authorities that may vouch for the server; with it this machine's own server
 *     has to prove its identity too
 * @param connections the most that all steps of a run may hold together
 * @param timeout the longest silence of the server, at least a second
 * @param chosen its tables; who reads the source resolves patterns against its catalog first
 */
public record DeclaredDatabase(
        String name,
        Place place,
        String host,
        int port,
        String database,
        String user,
        Optional<Password> password,
        Optional<Path> ca,
        int connections,
        Duration timeout,
        SchemaChange schemaChange,
        ChosenTables chosen) {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[?::1]?");

    public DeclaredDatabase {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(schemaChange, "schemaChange");
        Objects.requireNonNull(chosen, "chosen");
    }

    /** The same database with other tables of it. */
    public DeclaredDatabase with(ChosenTables other) {
        return new DeclaredDatabase(
                name, place, host, port, database, user, password, ca, connections, timeout, schemaChange, other);
    }

    /** Whether both lead to one database, as far as their addresses tell. */
    public boolean isSameAs(DeclaredDatabase other) {
        boolean oneHost = host.equalsIgnoreCase(other.host)
                || LOOPBACK.matcher(host).matches()
                        && LOOPBACK.matcher(other.host).matches();
        return oneHost && port == other.port && database.equals(other.database);
    }

    /** For errors, on whichever machine they come up. */
    public Address address() {
        return new Address(
                name,
                place,
                host,
                port,
                database,
                user,
                timeout,
                password.map(Password::place).orElse(null));
    }

    /** Whether a connection may do without encryption: nobody stands between this machine and itself. */
    public boolean mayBePlain() {
        boolean secret = password.filter(Password::needsTls).isPresent();
        return ca.isEmpty() && !secret && LOOPBACK.matcher(host).matches();
    }

    /**
     * The file of {@code ca}, for a driver.
     *
     * @throws io.alluvium.failure.AlluviumException BAD_VALUE where it cannot be read
     */
    public Optional<String> authorities() {
        return ca.map(file -> {
            if (Files.isReadable(file)) {
                return file.toString();
            }
            throw Problem.of(ErrorCode.BAD_VALUE, "ca = " + file + " cannot be read")
                    .at(place)
                    .marking("ca")
                    .fixedBy("name the file with the certificate of the authority that signed the server's")
                    .asException();
        });
    }

    /** A time, or the timeout where that is shorter. */
    public Duration atMost(Duration time) {
        return time.compareTo(timeout) < 0 ? time : timeout;
    }
}
