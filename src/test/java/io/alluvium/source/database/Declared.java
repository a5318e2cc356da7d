package io.alluvium.source.database;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Tables of databases as a project declares them. */
public final class Declared {
    public static final Place PLACE = new Place("project.conf", 7);

    private Declared() {}

    public static DatabaseTable snapshot(String name, String from, String... key) {
        return table(name, from, DatabaseTable.Mode.SNAPSHOT, Optional.empty(), Optional.empty(), key);
    }

    public static DatabaseTable replace(String name, String from) {
        return table(name, from, DatabaseTable.Mode.REPLACE, Optional.empty(), Optional.empty());
    }

    public static DatabaseTable xid(String name, String from, String... key) {
        return table(name, from, DatabaseTable.Mode.XID, Optional.empty(), Optional.empty(), key);
    }

    public static DatabaseTable cursor(String name, String from, String cursor, String... key) {
        return table(name, from, DatabaseTable.Mode.CURSOR, Optional.of(cursor), Optional.empty(), key);
    }

    public static DatabaseTable append(String name, String from, String cursor, String... key) {
        return table(name, from, DatabaseTable.Mode.APPEND, Optional.of(cursor), Optional.empty(), key);
    }

    public static DatabaseTable lookback(String name, String from, String cursor, Duration lookback, String... key) {
        return table(name, from, DatabaseTable.Mode.LOOKBACK, Optional.of(cursor), Optional.of(lookback), key);
    }

    private static DatabaseTable table(
            String name,
            String from,
            DatabaseTable.Mode mode,
            Optional<String> cursor,
            Optional<Duration> lookback,
            String... key) {
        return new DatabaseTable(new TableName(Layer.RAW, name), PLACE, from, List.of(key), mode, cursor, lookback);
    }
}
