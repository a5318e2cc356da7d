package io.alluvium.sources.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections that read a snapshot and were left by one small read for the next: a login takes longer than a small table.
 * What waits here counts against the source's budget, so that whoever opens connections of his own calls {@link
 * #closeIdle} first. Safe for many threads.
 */
final class KeptConnections {
    private final Deque<Connection> idle = new ArrayDeque<>();
    private boolean closed;

    /** A session on a connection that waits, or on a new one; which is kept when its COPY has ended well. */
    CopySession open(CopyPart part, BooleanSupplier stopped) throws SQLException {
        Connection waiting = take();
        return waiting == null
                ? CopySession.kept(part.login().open(), false, stopped, this::keep)
                : CopySession.kept(waiting, true, stopped, this::keep);
    }

    private synchronized @Nullable Connection take() {
        return idle.poll();
    }

    private void keep(Connection connection) {
        synchronized (this) {
            if (!closed) {
                idle.push(connection);
                return;
            }
        }
        SnapshotSession.closeQuietly(connection);
    }

    void closeIdle() {
        for (Connection waiting = take(); waiting != null; waiting = take()) {
            SnapshotSession.closeQuietly(waiting);
        }
    }

    /** Also what is given back later. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        closeIdle();
    }
}
