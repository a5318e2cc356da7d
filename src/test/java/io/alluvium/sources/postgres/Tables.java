package io.alluvium.sources.postgres;

import io.alluvium.failure.Problem;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.source.Engine;
import io.alluvium.source.Known;
import io.alluvium.source.Look;
import io.alluvium.source.SchemaChange;
import io.alluvium.source.TableRead;
import io.alluvium.source.database.ChosenTables;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.database.Declared;
import io.alluvium.source.window.Window;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Configured tables as a project would hold them. */
final class Tables {
    private Tables() {}

    static PostgresSpec source(PostgresFixture database, DatabaseTable... tables) {
        return source(database, PostgresFixture.OWNER, tables);
    }

    static PostgresSpec source(PostgresFixture database, String user, DatabaseTable... tables) {
        return new PostgresSpec(
                "shop",
                Declared.PLACE,
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
                ChosenTables.of(List.of(tables)));
    }

    static TableRead read(PostgresSource source, DatabaseTable table, Known known) {
        return changed(source.look(table, known)).reader().read();
    }

    /** The window that a look found. */
    static Window window(Look look) {
        return WindowJson.window(changed(look).position());
    }

    /** What is known after a batch of this window. */
    static Known known(Window window, Optional<String> fingerprint) {
        return new Known(Optional.empty(), Optional.of(WindowJson.position(window)), Optional.empty(), fingerprint);
    }

    /** The window that was reached. */
    static Window reached(Known known) {
        return WindowJson.window(known.reached().orElseThrow());
    }

    static Look.Changed changed(Look fact) {
        if (fact instanceof Look.Changed changed) {
            return changed;
        }
        throw new AssertionError("not changed: " + fact);
    }

    static Problem refused(Look fact) {
        if (fact instanceof Look.Refused refused) {
            return refused.problem();
        }
        throw new AssertionError("not refused: " + fact);
    }
}
