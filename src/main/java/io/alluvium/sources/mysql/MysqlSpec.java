package io.alluvium.sources.mysql;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.secret.Password;
import io.alluvium.secret.SecretReference;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.Source;
import io.alluvium.source.SourceSpec;
import io.alluvium.source.SourceType;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.DatabaseTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Declares a MySQL or MariaDB database.
 *
 * @param database that names without one are looked for in
 * @param password asked for anew for each connection
 * @param ca a file of certificates of the authorities that may vouch for the server; with it this machine's own server
 *     has to prove its identity too
 * @param connections the most that all steps of a run may hold together
 * @param timeout the longest silence of the server, at least a second
 * @param chosen its tables; who reads the source resolves patterns against its catalog first
 */
record MysqlSpec(
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
        ChosenTables chosen)
        implements SourceSpec {
    MysqlSpec {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(schemaChange, "schemaChange");
        Objects.requireNonNull(chosen, "chosen");
    }

    @Override
    public OptionalInt budget() {
        return OptionalInt.of(connections);
    }

    /** The same database with other tables of it. */
    MysqlSpec with(ChosenTables other) {
        return new MysqlSpec(
                name, place, host, port, database, user, password, ca, connections, timeout, schemaChange, other);
    }

    @Override
    public List<DatabaseTable> tables() {
        return chosen.named();
    }

    @Override
    public SourceSpec beside(Map<TableName, String> others) {
        return with(chosen.beside(others));
    }

    /** The secret by which hashes are keyed, where some table has any. */
    Optional<SecretReference> maskSecret() {
        return chosen.everywhere().secret(tables().stream().map(DatabaseTable::stored));
    }

    @Override
    public List<String> secrets() {
        return Stream.concat(
                        password.map(one -> "password from " + one).stream(),
                        maskSecret().map(one -> "mask_secret from " + one).stream())
                .toList();
    }

    @Override
    public boolean isOpen() {
        return chosen.patterns().isPresent();
    }

    @Override
    public SourceType type() {
        return new MysqlType();
    }

    @Override
    public Source open() {
        return new MysqlSource(this);
    }
}
