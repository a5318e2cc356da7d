package io.alluvium.sources.postgres;

import io.alluvium.domain.Place;
import io.alluvium.secret.Password;
import io.alluvium.source.Engine;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.SourceType;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.DatabaseSource;
import io.alluvium.source.database.DatabaseSpec;
import io.alluvium.source.database.DeclaredDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** Declares a PostgreSQL database. */
public record PostgresSpec(DeclaredDatabase declared, Engine engine) implements DatabaseSpec {
    public PostgresSpec {
        Objects.requireNonNull(declared, "declared");
        Objects.requireNonNull(engine, "engine");
    }

    /** With the parts of {@link DeclaredDatabase}. */
    public PostgresSpec(
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
            Engine engine,
            ChosenTables chosen) {
        this(
                new DeclaredDatabase(
                        name,
                        place,
                        host,
                        port,
                        database,
                        user,
                        password,
                        ca,
                        connections,
                        timeout,
                        schemaChange,
                        chosen),
                engine);
    }

    @Override
    public PostgresSpec with(ChosenTables other) {
        return new PostgresSpec(declared.with(other), engine);
    }

    String host() {
        return declared.host();
    }

    int port() {
        return declared.port();
    }

    String database() {
        return declared.database();
    }

    String user() {
        return declared.user();
    }

    int connections() {
        return declared.connections();
    }

    StoredColumns.Everywhere everywhere() {
        return chosen().everywhere();
    }

    @Override
    public SourceType type() {
        return new PostgresType();
    }

    @Override
    public DatabaseSource open() {
        return new PostgresSource(this);
    }
}
