package io.alluvium.sources.mysql;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.TableSpec;
import io.alluvium.source.sql.ServerView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
        return sessions.server().replica().orElse(true)
                ? Optional.empty()
                : Optional.of(sessions.server().clock());
    }

    @Override
    public Instant horizon(TableSpec table) {
        ServerState server = sessions.server();
        if (server.replica().isEmpty()
                || server.replica().get().equals(false) && server.writers().isEmpty()) {
            throw blind(table, server);
        }
        if (server.replica().get()) {
            throw table.problem(
                            ErrorCode.SOURCE_MODE_REFUSED,
                            "mode " + table.can().mode()
                                    + " needs a server that writes alone: a replica, or a node of a"
                                    + " cluster, does not show which transactions are open elsewhere")
                    .marking("cursor")
                    .fixedBy("connect to the primary server, or mode = snapshot, which needs no times")
                    .asException();
        }
        return server.writers().orElseThrow().oldest().minus(MARGIN);
    }

    /**
     * The reading of a table's counter that was before this state, where no statement at work when it was taken, and no
     * transaction open then, began before the reading. Who has drawn a lower number is seen at work: it needs no margin.
     */
    Optional<NumberedWindow.Mark> settled(Relation relation) {
        Optional<Instant> oldest = sessions.server().writers().map(ServerState.Writers::oldest);
        return sessions.mark(new RelationName(Optional.of(relation.schema()), relation.name()))
                .filter(mark ->
                        oldest.filter(begun -> !mark.at().isAfter(begun)).isPresent());
    }

    private AlluviumException blind(TableSpec table, ServerState server) {
        List<String> missing = new ArrayList<>();
        if (server.writers().isEmpty()) {
            missing.add("PROCESS");
        }
        if (server.replica().isEmpty()) {
            missing.add("REPLICA MONITOR");
        }
        return table.problem(
                        ErrorCode.SOURCE_HORIZON_UNREADABLE,
                        "user " + user + " may not see "
                                + (server.writers().isEmpty()
                                        ? "the transactions and statements of other sessions"
                                        : "whether the server takes changes of another one")
                                + ", so that late commits could be missed")
                .marking("cursor")
                .because("mode " + table.can().mode() + " needs the right " + String.join(" and ", missing)
                        + "; mode = snapshot needs none")
                .fixedBy("GRANT " + String.join(", ", missing) + " ON *.* TO " + user + ";"
                        + (server.replica().isEmpty() ? "   # MySQL: REPLICATION CLIENT for the last" : ""))
                .asException();
    }

    /** Prepared transactions are open ones that have written, see {@link ServerState.Writers}. */
    @Override
    public boolean holdsPrepared() {
        return false;
    }
}
