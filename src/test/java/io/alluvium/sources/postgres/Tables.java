package io.alluvium.sources.postgres;

import io.alluvium.config.Engine;
import io.alluvium.config.PostgresSource;
import io.alluvium.config.PostgresTable;
import io.alluvium.config.SchemaChange;
import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.domain.Window;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.Extracted;
import io.alluvium.source.Known;
import io.alluvium.source.SourceFact;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Configured tables as a project would hold them. */
final class Tables {
    static final Place PLACE = new Place("project.conf", 7);

    private Tables() {}

    static PostgresTable snapshot(String name, String from, String... key) {
        return table(name, from, PostgresTable.Mode.SNAPSHOT, Optional.empty(), Optional.empty(), key);
    }

    static PostgresTable xid(String name, String from, String... key) {
        return table(name, from, PostgresTable.Mode.XID, Optional.empty(), Optional.empty(), key);
    }

    static PostgresTable cursor(String name, String from, String cursor, String... key) {
        return table(name, from, PostgresTable.Mode.CURSOR, Optional.of(cursor), Optional.empty(), key);
    }

    static PostgresTable append(String name, String from, String cursor, String... key) {
        return table(name, from, PostgresTable.Mode.APPEND, Optional.of(cursor), Optional.empty(), key);
    }

    static PostgresTable lookback(String name, String from, String cursor, Duration lookback, String... key) {
        return table(name, from, PostgresTable.Mode.LOOKBACK, Optional.of(cursor), Optional.of(lookback), key);
    }

    private static PostgresTable table(
            String name,
            String from,
            PostgresTable.Mode mode,
            Optional<String> cursor,
            Optional<Duration> lookback,
            String... key) {
        return new PostgresTable(new TableName(Layer.RAW, name), PLACE, from, List.of(key), mode, cursor, lookback);
    }

    static PostgresSource source(PostgresFixture database, PostgresTable... tables) {
        return source(database, PostgresFixture.OWNER, tables);
    }

    static PostgresSource source(PostgresFixture database, String user, PostgresTable... tables) {
        return new PostgresSource(
                "shop",
                PLACE,
                database.host(),
                database.port(),
                database.database(),
                user,
                Optional.empty(),
                Optional.empty(),
                4,
                Duration.ofMinutes(1),
                SchemaChange.ADD,
                Engine.AUTO,
                List.of(tables));
    }

    static Window window(PostgresExtractor extractor, PostgresTable table, Known known) {
        return changed(extractor.survey(table, known)).window();
    }

    static Extracted read(PostgresExtractor extractor, PostgresTable table, Known known) {
        return extractor.read(table, known, window(extractor, table, known));
    }

    static SourceFact.Changed changed(SourceFact fact) {
        if (fact instanceof SourceFact.Changed changed) {
            return changed;
        }
        throw new AssertionError("not changed: " + fact);
    }

    static Problem refused(SourceFact fact) {
        if (fact instanceof SourceFact.Refused refused) {
            return refused.problem();
        }
        throw new AssertionError("not refused: " + fact);
    }
}
