package io.alluvium.extract.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;

/**
 * One connection that reads an exported snapshot for the thread that opened it. A second thread watches the first: a read
 * from a socket does not notice an interrupt, so the watcher cancels at the server, and cuts the connection where that
 * does not help.
 */
final class CopySession implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Connection connection;
    private final SnapshotSession snapshot;
    private final Thread reader = Thread.currentThread();
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean copying;

    private CopySession(Connection connection, SnapshotSession snapshot) {
        this.connection = connection;
        this.snapshot = snapshot;
    }

    /** Call {@link #join} first. */
    static CopySession open(Login login, SnapshotSession snapshot) throws SQLException {
        CopySession session = new CopySession(login.open(), snapshot);
        Thread watcher = new Thread(session::watch, "alluvium-copy-watch");
        watcher.setDaemon(true);
        watcher.start();
        return session;
    }

    /** Begins a transaction in the snapshot; one before it is given up. */
    void join() throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
        copying = false;
        connection.setAutoCommit(false);
        snapshot.joinOn(connection);
    }

    /** Starts a COPY to us; call {@link #copied} when the messages have ended. */
    CopyMessages copy(String command) throws SQLException {
        copying = true;
        return new DriverMessages(
                connection.unwrap(PGConnection.class).getCopyAPI().copyOut(command));
    }

    /** The server has sent everything. */
    void copied() {
        copying = false;
    }

    void run(String query) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(query);
        }
    }

    private void watch() {
        try {
            while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                if (reader.isInterrupted()) {
                    cancel();
                    if (!closed.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                        connection.abort(Runnable::run);
                    }
                    return;
                }
            }
        } catch (SQLException e) {
            log("cutting a connection", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asks the server on a connection of its own, which may wait for a network that is gone: so nobody waits for it. */
    private void cancel() {
        Thread asking = new Thread(
                () -> {
                    try {
                        connection.unwrap(PGConnection.class).cancelQuery();
                    } catch (SQLException e) {
                        log("cancelling a COPY", e);
                    }
                },
                "alluvium-copy-cancel");
        asking.setDaemon(true);
        asking.start();
    }

    /** A COPY in the middle is cancelled: the server would go on until it notices that nobody listens. */
    @Override
    public void close() {
        closed.countDown();
        if (copying) {
            cancel();
        }
        SnapshotSession.closeQuietly(connection);
    }

    private static void log(String work, SQLException e) {
        System.getLogger(CopySession.class.getName()).log(System.Logger.Level.DEBUG, work, e);
    }
}
