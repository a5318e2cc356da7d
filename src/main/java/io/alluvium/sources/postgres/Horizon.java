package io.alluvium.sources.postgres;

import io.alluvium.failure.ErrorCode;
import io.alluvium.source.TableSpec;
import java.time.Duration;
import java.time.Instant;

/** The time before which no transaction began that a snapshot does not show. */
final class Horizon {
    /** For a transaction that has taken its time and is not yet seen at work. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    private Horizon() {}

    /** @throws io.alluvium.failure.AlluviumException where this server or this user cannot see open transactions */
    static Instant of(TableSpec table, SnapshotSession snapshot) {
        ServerState server = snapshot.server();
        String mode = "mode " + table.can().mode();
        if (server.standby()) {
            throw table.problem(
                            ErrorCode.SOURCE_MODE_REFUSED,
                            mode
                                    + " needs the primary server: a standby does not show when its open transactions began")
                    .marking("cursor")
                    .fixedBy("connect to the primary, or mode = xid, which needs no times")
                    .asException();
        }
        if (server.hiddenSessions() > 0) {
            throw table.problem(
                            ErrorCode.SOURCE_HORIZON_UNREADABLE,
                            "user " + server.user() + " may not see the open transactions of " + server.hiddenSessions()
                                    + " other sessions, so that late commits could be missed")
                    .marking("cursor")
                    .because("needs the right to see when transactions began; mode = xid does not")
                    .fixedBy("GRANT pg_read_all_stats TO " + Sql.quotedWhereNeeded(server.user()) + ";")
                    .asException();
        }
        return server.oldestStart().minus(MARGIN);
    }
}
