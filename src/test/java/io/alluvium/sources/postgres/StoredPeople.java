package io.alluvium.sources.postgres;

import io.alluvium.domain.Place;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.secret.SecretReference;
import io.alluvium.source.Known;
import io.alluvium.source.columns.StoredColumns;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A database, and a table {@code people} of it that is stored in some other form than it has there. */
abstract class StoredPeople {
    private static final String SECRET = "0123456789abcdef0123";

    @TempDir
    Path folder;

    PostgresFixture database;

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    Optional<SecretReference> secret() {
        return secret(SECRET);
    }

    Optional<SecretReference> secret(String value) {
        try {
            Path file = Files.writeString(folder.resolve("secret"), value);
            return SecretReference.parse("file:" + file, new Place("project.conf", 3));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    StoredColumns masking(Map<String, StoredColumns.Mask> masks) {
        return new StoredColumns(Set.of(), Set.of(), masks, Map.of(), Map.of(), everywhere());
    }

    StoredColumns.Everywhere everywhere() {
        return new StoredColumns.Everywhere(Set.of(), Map.of(), secret());
    }

    static StoredColumns excluding(String... columns) {
        return new StoredColumns(
                Set.of(), Set.of(columns), Map.of(), Map.of(), Map.of(), StoredColumns.Everywhere.NOTHING);
    }

    static StoredColumns typed(String column, DataType type) {
        return new StoredColumns(
                Set.of(), Set.of(), Map.of(), Map.of(), Map.of(column, type), StoredColumns.Everywhere.NOTHING);
    }

    PostgresSpec spec(String user, DatabaseTable table) {
        PostgresSpec plain = Tables.source(database, user, table);
        return plain.with(new ChosenTables(
                plain.tables(), Optional.empty(), table.stored().everywhere()));
    }

    PostgresSource open(DatabaseTable table) {
        PostgresSource source = new PostgresSource(spec(PostgresFixture.OWNER, table));
        source.connect();
        return source;
    }

    Problem refusal(DatabaseTable table) {
        try (PostgresSource source = open(table)) {
            return Tables.refused(source.look(table, Known.NOTHING));
        }
    }

    static DatabaseTable people(StoredColumns stored) {
        return Declared.snapshot("people", "people", "id").with(stored);
    }
}
