package io.alluvium.sources.mysql;

import io.alluvium.failure.ErrorCode;
import io.alluvium.source.TableSpec;
import io.alluvium.source.sql.ServerView;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a server gives of the state that sessions show. */
record SnapshotView(SnapshotSessions sessions, String user) implements ServerView {
    /** For a statement that has taken its time and is not yet seen at work. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    @Override
    public String identity() {
        return sessions.server().identity();
    }

    @Override
    public String snapshot() {
        return sessions.place();
    }

    /** How far a replica is behind is not known to the second. */
    @Override
    public Optional<Instant> completeUntil() {
        return sessions.server().replica()
                ? Optional.empty()
                : Optional.of(sessions.server().clock());
    }

    @Override
    public Instant horizon(TableSpec table) {
        String mode = "mode " + table.can().mode();
        if (sessions.server().replica()) {
            throw table.problem(
                            ErrorCode.SOURCE_MODE_REFUSED,
                            mode
                                    + " needs a server that writes alone: a replica, or a node of a cluster, does not show which"
                                    + " transactions are open elsewhere")
                    .marking("cursor")
                    .fixedBy("connect to the primary server, or mode = snapshot, which needs no times")
                    .asException();
        }
        ServerState.Writers writers = sessions.server()
                .writers()
                .orElseThrow(() -> table.problem(
                                ErrorCode.SOURCE_HORIZON_UNREADABLE,
                                "user " + user
                                        + " may not see the transactions and statements of other sessions, so that"
                                        + " late commits could be missed")
                        .marking("cursor")
                        .because(mode + " needs the right PROCESS; mode = snapshot does not")
                        .fixedBy("GRANT PROCESS ON *.* TO " + user + ";")
                        .asException());
        return writers.oldest().minus(MARGIN);
    }

    /** Prepared transactions are open ones that have written, see {@link ServerState.Writers}. */
    @Override
    public boolean holdsPrepared() {
        return false;
    }
}
