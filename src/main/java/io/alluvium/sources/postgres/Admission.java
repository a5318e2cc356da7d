package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.source.window.Past;
import io.alluvium.source.window.Window;
import java.util.Optional;

/** Whether this is a server that tables can be read from, and the one that this table was read from before. */
final class Admission {
    /** Oldest version with exact epochs and range scans over pages. */
    private static final int OLDEST = 14;

    private final PostgresTable table;
    private final ServerState server;
    private final PostgresSpec source;

    Admission(PostgresTable table, ServerState server, PostgresSpec source) {
        this.table = table;
        this.server = server;
        this.source = source;
    }

    /** @throws io.alluvium.failure.AlluviumException saying why not */
    void check(Past past) {
        if (server.version() < OLDEST) {
            throw table.problem(
                            ErrorCode.NOT_BUILT_YET,
                            "PostgreSQL " + server.version() + " is not supported; the oldest is " + OLDEST)
                    .asException();
        }
        checkIdentity(past);
    }

    private void checkIdentity(Past past) {
        Optional<String> before = past.pending().or(past::last).map(Window::source);
        if (before.isPresent() && !before.get().equals(server.identity())) {
            throw table.problem(
                            ErrorCode.SOURCE_CHANGED_IDENTITY,
                            source.host() + " is not the server that " + table.name() + " was read from")
                    .because("now " + server.identity() + ", before " + before.get())
                    .fixedBy("if this is meant, load the table anew: alluvium reset " + table.name())
                    .asException();
        }
    }
}
