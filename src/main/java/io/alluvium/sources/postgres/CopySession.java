package io.alluvium.sources.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/**
 * One connection that reads an exported snapshot, for one COPY. A second thread watches whether the reader shall stop: a
 * read from a socket does not notice an interrupt, so the watcher cancels at the server, and cuts the connection where
 * that does not help.
 */
final class CopySession implements AutoCloseable {
    /** Who finds the messages in the stream. */
    enum Framing {
        /** The driver's public interface. */
        DRIVER,
        /** Ourselves, where the driver is the one that is known. */
        OWN
    }

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Connection connection;
    private final Framing framing;
    private final BooleanSupplier stopped;
    private final Consumer<Connection> keeper;
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean joined;
    private boolean copying;
    private boolean copied;
    private boolean cancelled;

    private CopySession(Connection connection, Framing framing, BooleanSupplier stopped, Consumer<Connection> keeper) {
        this.connection = connection;
        this.framing = framing;
        this.stopped = stopped;
        this.keeper = keeper;
    }

    /**
     * Call {@link #join} first.
     *
     * @param stopped whether the reader shall end; the watcher asks
     */
    static CopySession open(ResolvedLogin login, Framing framing, BooleanSupplier stopped) throws SQLException {
        return new CopySession(login.open(), framing, stopped, SnapshotSession::closeQuietly).watched();
    }

    /**
     * On a connection that can be used again. Call {@link #join} first.
     *
     * @param joined whether the connection reads the snapshot already
     * @param stopped as in {@link #open}
     * @param keeper gets the connection at the end, where nothing went wrong
     */
    static CopySession kept(
            Connection connection, boolean joined, BooleanSupplier stopped, Consumer<Connection> keeper) {
        CopySession session = new CopySession(connection, Framing.DRIVER, stopped, keeper);
        session.joined = joined;
        return session.watched();
    }

    private CopySession watched() {
        Thread watcher = new Thread(this::watch, "alluvium-copy-watch");
        watcher.setDaemon(true);
        watcher.start();
        return this;
    }

    /** Begins a transaction in the snapshot, unless the connection is in it. */
    void join(String snapshot) throws SQLException {
        if (!joined) {
            connection.setAutoCommit(false);
            SnapshotSession.join(connection, snapshot);
            joined = true;
        }
    }

    /** Starts a COPY to us, the last command of this session; call {@link #copied} when the messages have ended. */
    CopyMessages copy(String command) throws SQLException {
        copying = true;
        Optional<DriverStream> stream = framing == Framing.OWN ? DriverStream.of(connection) : Optional.empty();
        CopyOut started = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(command);
        return stream.isPresent()
                ? new StreamMessages(stream.get().head(), stream.get().rest())
                : new DriverMessages(started);
    }

    /** The server has sent everything. */
    void copied() {
        copying = false;
        copied = true;
    }

    void run(String query) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(query);
        }
    }

    private void watch() {
        try {
            while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                if (stopped.getAsBoolean() && mayCancel()) {
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

    /** A connection that was given back is no longer ours to cancel. */
    private synchronized boolean mayCancel() {
        cancelled = closed.getCount() > 0;
        return cancelled;
    }

    /** Whether the connection is as it was before the COPY; ends the session. */
    private synchronized boolean endedWell() {
        closed.countDown();
        return copied && !cancelled;
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
        if (endedWell()) {
            keeper.accept(connection);
            return;
        }
        if (copying) {
            cancel();
        }
        SnapshotSession.closeQuietly(connection);
    }

    private static void log(String work, SQLException e) {
        System.getLogger(CopySession.class.getName()).log(System.Logger.Level.DEBUG, work, e);
    }
}
