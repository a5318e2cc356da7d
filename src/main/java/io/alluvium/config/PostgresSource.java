package io.alluvium.config;

import io.alluvium.domain.Place;
import io.alluvium.secret.SecretReference;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A PostgreSQL database.
 *
 * @param connections the most connections that all steps of a run may hold together
 */
public record PostgresSource(
        String name,
        Place place,
        String host,
        int port,
        String database,
        String user,
        Optional<SecretReference> password,
        int connections,
        SchemaChange schemaChange,
        Engine engine,
        List<PostgresTable> tables)
        implements SourceConfig {
    public PostgresSource {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(schemaChange, "schemaChange");
        Objects.requireNonNull(engine, "engine");
        tables = List.copyOf(tables);
    }

    @Override
    public String type() {
        return "postgres";
    }
}
