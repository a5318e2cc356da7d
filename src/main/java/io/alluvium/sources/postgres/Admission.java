package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.source.database.DatabaseTable;
import io.alluvium.source.window.Past;

/** Checks that a table can be read from this server. It has to be the one that the table was read from before. */
final class Admission {
    /** Oldest version with exact epochs and range scans over pages. */
    private static final int OLDEST = 14;

    private final DatabaseTable table;
    private final ServerState server;
    private final PostgresSpec source;

    Admission(DatabaseTable table, ServerState server, PostgresSpec source) {
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
        past.requireServer(table, source.host(), server.identity());
    }
}
