package io.alluvium.sources.postgres;

import io.alluvium.config.PostgresSource;
import io.alluvium.config.PostgresTable;
import io.alluvium.domain.Window;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.Known;
import java.util.Optional;

/** Whether this is a server that tables can be read from, and the one that this table was read from before. */
final class Admission {
    /** Oldest version with exact epochs and range scans over pages. */
    private static final int OLDEST = 14;

    private final PostgresTable table;
    private final ServerState server;
    private final PostgresSource source;

    Admission(PostgresTable table, ServerState server, PostgresSource source) {
        this.table = table;
        this.server = server;
        this.source = source;
    }

    /** @throws io.alluvium.failure.AlluviumException saying why not */
    void check(Known known) {
        if (server.version() < OLDEST) {
            throw Faults.at(
                            table,
                            ErrorCode.NOT_BUILT_YET,
                            "PostgreSQL " + server.version() + " is not supported; the oldest is " + OLDEST)
                    .asException();
        }
        checkIdentity(known);
    }

    private void checkIdentity(Known known) {
        if (known.last().filter(Window.Files.class::isInstance).isPresent()) {
            throw Faults.at(table, ErrorCode.SOURCE_CHANGED_IDENTITY, table.name() + " was loaded from files so far")
                    .because("rows of a database cannot go on where files left off")
                    .fixedBy("load it under another name, or anew: alluvium reset " + table.name())
                    .asException();
        }
        Optional<String> before = known.pending().or(known::last).flatMap(Window::server);
        if (before.isPresent() && !before.get().equals(server.identity())) {
            throw Faults.at(
                            table,
                            ErrorCode.SOURCE_CHANGED_IDENTITY,
                            source.host() + " is not the server that " + table.name() + " was read from")
                    .because("now " + server.identity() + ", before " + before.get())
                    .fixedBy("if this is meant, load the table anew: alluvium reset " + table.name())
                    .asException();
        }
    }
}
