package io.alluvium.sources.postgres;

import io.alluvium.source.budget.KeptConnections;
import io.alluvium.source.budget.WatchedRead;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Runs one COPY on a connection that reads an exported snapshot. It ends when the reader shall stop. */
final class CopySession implements AutoCloseable {
    /** Who finds the messages in the stream. */
    enum Framing {
        /** The driver's public interface. */
        DRIVER,
        /** Ourselves, where the driver is the one that is known. */
        OWN
    }

    private final Connection connection;
    private final Framing framing;
    private final Consumer<Connection> keeper;
    private final WatchedRead watch;
    private boolean joined;
    private boolean copying;
    private boolean copied;

    private CopySession(Connection connection, Framing framing, BooleanSupplier stopped, Consumer<Connection> keeper) {
        this.connection = connection;
        this.framing = framing;
        this.keeper = keeper;
        this.watch = WatchedRead.start("copy", stopped, new Watched(connection));
    }

    /**
     * Call {@link #join} first.
     *
     * @param stopped whether the reader shall end; the watcher asks
     */
    static CopySession open(PartLogin login, Framing framing, BooleanSupplier stopped) throws SQLException {
        return new CopySession(login.open(), framing, stopped, SnapshotSession::closeQuietly);
    }

    /**
     * On a connection that waits, or on a new one; which is kept when its COPY has ended well. Call {@link #join} first.
     *
     * @param stopped as in {@link #open(PartLogin, Framing, BooleanSupplier)}
     */
    static CopySession open(KeptConnections<Connection> kept, PartLogin login, BooleanSupplier stopped)
            throws SQLException {
        Optional<Connection> waiting = kept.take();
        CopySession session = new CopySession(
                waiting.isPresent() ? waiting.get() : login.open(), Framing.DRIVER, stopped, kept::keep);
        session.joined = waiting.isPresent();
        return session;
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

    /** A COPY in the middle is cancelled: the server would go on until it notices that nobody listens. */
    @Override
    public void close() {
        boolean undisturbed = watch.end();
        if (copied && undisturbed) {
            keeper.accept(connection);
            return;
        }
        if (copying) {
            watch.cancel();
        }
        SnapshotSession.closeQuietly(connection);
    }

    private record Watched(Connection connection) implements WatchedRead.Session {
        @Override
        public void cancel() {
            try {
                connection.unwrap(PGConnection.class).cancelQuery();
            } catch (SQLException e) {
                log("cancelling a COPY", e);
            }
        }

        @Override
        public void cut() {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                log("cutting a connection", e);
            }
        }

        private static void log(String work, SQLException e) {
            System.getLogger(CopySession.class.getName()).log(System.Logger.Level.DEBUG, work, e);
        }
    }
}
