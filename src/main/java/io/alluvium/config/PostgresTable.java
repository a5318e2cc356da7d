package io.alluvium.config;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A table or view of a PostgreSQL database.
 *
 * @param from its name as SQL writes it, for example {@code public.orders} or {@code public."Client"}
 * @param cursor the column that the database sets on every write; present exactly when {@code mode} is CURSOR
 */
public record PostgresTable(
        TableName name, Place place, String from, List<String> key, Optional<String> cursor, Mode mode)
        implements SourceTable {

    /** How changes are found. */
    public enum Mode {
        /** Rows at or above a bound that no open transaction can write below. Deletes are not seen. */
        CURSOR,
        /** A full read in one snapshot, compared with raw; finds deletes. */
        SNAPSHOT
    }

    public PostgresTable {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(from, "from");
        key = List.copyOf(key);
        Objects.requireNonNull(mode, "mode");
        if (cursor.isPresent() != (mode == Mode.CURSOR)) {
            throw new IllegalArgumentException("a cursor belongs to mode cursor: " + name);
        }
    }
}
