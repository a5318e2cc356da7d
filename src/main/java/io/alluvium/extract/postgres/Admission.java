package io.alluvium.extract.postgres;

import io.alluvium.config.PostgresSource;
import io.alluvium.config.PostgresTable;
import io.alluvium.domain.Window;
import io.alluvium.extract.Known;
import io.alluvium.failure.ErrorCode;
import java.util.List;
import java.util.Optional;

/** Whether this server can give what a table's mode promises. */
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
        if (table.mode() == PostgresTable.Mode.CURSOR) {
            checkHorizon();
        }
    }

    private void checkIdentity(Known known) {
        Optional<String> before =
                known.pending().or(() -> last(known.committed())).flatMap(Admission::identity);
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

    private void checkHorizon() {
        if (server.standby()) {
            throw Faults.at(
                            table,
                            ErrorCode.SOURCE_MODE_REFUSED,
                            "mode cursor needs the primary server: a standby does not show open transactions")
                    .marking("cursor")
                    .fixedBy("connect to the primary, or mode = snapshot")
                    .asException();
        }
        if (server.hiddenSessions() > 0) {
            throw Faults.at(
                            table,
                            ErrorCode.SOURCE_HORIZON_UNREADABLE,
                            "user " + source.user() + " may not see the open transactions of " + server.hiddenSessions()
                                    + " other sessions, so that late commits could be missed")
                    .marking("cursor")
                    .because("needs the right to see when transactions began")
                    .fixedBy("GRANT pg_read_all_stats TO " + Sql.quotedWhereNeeded(source.user()) + ";")
                    .asException();
        }
    }

    static Optional<Window> last(List<Window> windows) {
        return windows.isEmpty() ? Optional.empty() : Optional.of(windows.get(windows.size() - 1));
    }

    private static Optional<String> identity(Window window) {
        return window.match(new Window.Cases<Optional<String>>() {
            @Override
            public Optional<String> cursor(Window.Cursor cursor) {
                return Optional.of(cursor.source());
            }

            @Override
            public Optional<String> snapshot(Window.Snapshot snapshot) {
                return Optional.of(snapshot.source());
            }

            @Override
            public Optional<String> files(Window.Files files) {
                return Optional.empty();
            }
        });
    }
}
