package io.alluvium.sources.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The one session that keeps a snapshot alive for all readers of a run, and in which tables are looked at, one after
 * the other. An error of one table leaves the snapshot unharmed.
 */
final class SnapshotSession implements AutoCloseable {

    /** Work in the snapshot. */
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /**
     * Without limits that would end the session while readers need its snapshot; and the server looks whether we are
     * still there, so that a snapshot does not outlive a machine that is gone. Settings unknown here are left out.
     */
    private static final String NO_LIMITS = """
            select set_config(name, value, false)
            from (values ('statement_timeout', '0'), ('idle_in_transaction_session_timeout', '0'),
                         ('idle_session_timeout', '0'), ('transaction_timeout', '0'), ('tcp_keepalives_idle', '60'),
                         ('tcp_keepalives_interval', '15'), ('tcp_keepalives_count', '4')) as wanted (name, value)
            join pg_settings using (name)
            """;

    /**
     * So that values have one text form, that what we write means one thing, that every row is shown, and that no schema of
     * the user's stands before the server's own functions. {@code lc_monetary} stays as the server has it, for it says how
     * many digits of money are cents: see {@link TextTypes}. Nobody waits long for a lock in one statement: in this session
     * other tables have their turn meanwhile, and a session that joins waits in vain, for who stands before it waits for
     * what this one holds.
     */
    private static final String ONE_FORM = "set local search_path = pg_catalog; set local timezone = 'UTC';"
            + " set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres';"
            + " set local bytea_output = 'hex'; set local xmloption = 'content'; set local extra_float_digits = 3;"
            + " set local xmlbinary = 'base64'; set local quote_all_identifiers = off;"
            + " set local standard_conforming_strings = on; set local transform_null_equals = off;"
            + " set local array_nulls = on; set local gin_fuzzy_search_limit = 0; set local row_security = on;"
            + " set local lock_timeout = '500ms';";

    private static final String EXPORT = """
            select pg_export_snapshot(), pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
                   pg_snapshot_xmax(pg_current_snapshot())::text::bigint
            """;

    /** How long a standby is asked for a snapshot that can be shared, and how often. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(20);

    /** Each piece of work can be undone apart, and costs one message for that. */
    private static final String FIRST = "savepoint work";

    private static final String NEXT = "release savepoint work; savepoint work";

    private static final String UNDO = "rollback to savepoint work";

    private static final String BEGIN = "set transaction isolation level repeatable read, read only";

    private final Connection connection;
    private final ServerState server;
    private final SnapshotName snapshot;
    private final Duration patience;
    private final ReentrantLock lock = new ReentrantLock();

    private SnapshotSession(Connection connection, ServerState server, SnapshotName snapshot, Duration patience) {
        this.connection = connection;
        this.server = server;
        this.snapshot = snapshot;
        this.patience = patience;
    }

    /**
     * Fixes the horizon, then the snapshot, on a connection that becomes this session's own. On a standby it waits for a
     * moment without open transactions, but not for long: see {@link #isShareable}.
     *
     * @param patience how long work waits for locks that others hold
     */
    static SnapshotSession start(Connection connection, Duration patience) throws SQLException {
        execute(connection, NO_LIMITS);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        SnapshotSession session = take(connection, patience);
        while (!session.isShareable()
                && System.nanoTime() < deadline
                && !Thread.currentThread().isInterrupted()) {
            connection.rollback();
            connection.setAutoCommit(true);
            LockSupport.parkNanos(PAUSE.toNanos());
            session = take(connection, patience);
        }
        return session;
    }

    private static SnapshotSession take(Connection connection, Duration patience) throws SQLException {
        ServerState server = ServerState.read(connection);
        connection.setAutoCommit(false);
        execute(connection, BEGIN);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(EXPORT)) {
            row.next();
            SnapshotName snapshot = new SnapshotName(row.getString(1), row.getLong(2), row.getLong(3));
            execute(connection, ONE_FORM + FIRST);
            return new SnapshotSession(connection, server, snapshot, patience);
        }
    }

    ServerState server() {
        return server;
    }

    /**
     * Whether other sessions may join the snapshot. PostgreSQL exports a standby's snapshot without its open transactions
     * when one of them has many savepoints; who joins takes their rows for rolled back, and notes that in the standby's
     * pages for every later reader. Without an open transaction there is nothing to leave out.
     */
    boolean isShareable() {
        return !server.standby() || snapshot.isQuiet();
    }

    SnapshotName snapshot() {
        return snapshot;
    }

    /**
     * Joins a snapshot on a connection without autocommit that has no transaction open. The driver describes all
     * statements of one command before it runs the first, and describing a query would fix a snapshot: queries come in a
     * second command.
     */
    static void join(Connection joining, String snapshot) throws SQLException {
        execute(joining, BEGIN + "; set transaction snapshot " + Sql.text(snapshot));
        execute(joining, ONE_FORM + " " + NO_LIMITS);
    }

    /** Does the work, from its start again while it waits for a lock. */
    <T> T run(Work<T> work) throws SQLException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return runAtOnce(work);
            } catch (SQLException e) {
                boolean isLeft =
                        System.nanoTime() < deadline && !Thread.currentThread().isInterrupted();
                if (!SqlStates.isLocked(e) || !isLeft) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /** Does the work unless what it needs is locked. */
    <T> T runAtOnce(Work<T> work) throws SQLException {
        lock.lock();
        try {
            try {
                T result = work.in(connection);
                execute(connection, NEXT);
                return result;
            } catch (SQLException | RuntimeException e) {
                rollBack(e);
                throw e;
            }
        } finally {
            lock.unlock();
        }
    }

    private void rollBack(Exception cause) {
        try {
            execute(connection, UNDO);
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Lets the server end this session, and with it the snapshot, when so much time has passed without use; 0 never. */
    void holdAtMost(Duration time) throws SQLException {
        run(own -> {
            execute(own, "set idle_in_transaction_session_timeout = '" + time.toMillis() + "'");
            return time;
        });
    }

    /** Does what {@link #close} does, and keeps nothing of this object. */
    Runnable closing() {
        Connection own = connection;
        return () -> closeQuietly(own);
    }

    @Override
    public void close() {
        closeQuietly(connection);
    }

    /** A session that cannot be closed any more is closed. */
    static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            System.getLogger(SnapshotSession.class.getName())
                    .log(System.Logger.Level.DEBUG, "closing the session of a snapshot", e);
        }
    }
}
