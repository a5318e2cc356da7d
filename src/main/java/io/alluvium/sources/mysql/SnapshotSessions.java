package io.alluvium.sources.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sessions that all show one state of the server, and one beside them that shows what is written meanwhile. MySQL lets no
 * session join the state of another: they are opened together, until the server says of all that they show it at one place of
 * the binary log. Nothing is locked. Where that does not come about, or the server has no such place to tell, fewer sessions
 * read, one at least.
 */
final class SnapshotSessions implements AutoCloseable {
    /** How often all are begun anew because they came to different places; of a busy server two have to do. */
    private static final int TRIES = 20;

    private static final String CONSISTENT = "start transaction with consistent snapshot, read only";
    private static final String PLACE = "show status like 'binlog_snapshot_%'";

    /** Whoever commits waits no longer for us than we for those who are at work. */
    private static final int LOCK_SECONDS = 2;

    private static final String INTERRUPTED = "70100";

    /** Work in a session. */
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    private final ServerState server;
    private final LogPlace place;
    private final boolean locked;
    private final Map<RelationName, NumberedWindow.Mark> marks;
    private final Connection dirty;
    private final Login login;
    private final int most;
    private final BlockingDeque<Connection> idle = new LinkedBlockingDeque<>();
    private final AtomicInteger alive;
    private int size;
    private boolean passed;

    private SnapshotSessions(Begun begun, Connection dirty, Login login, int most) {
        this.server = begun.server();
        this.place = begun.place();
        this.locked = begun.locked();
        this.marks = begun.marks();
        this.dirty = dirty;
        this.login = login;
        this.most = most;
        this.idle.addAll(begun.sessions());
        this.size = begun.sessions().size();
        this.alive = new AtomicInteger(size);
        this.passed = locked || place.equals(LogPlace.NONE);
    }

    /**
     * What is asked for.
     *
     * @param now sessions that show the state, at least one
     * @param most of them that there may ever be
     * @param cursors whether transactions at work are to be known
     * @param counted tables whose counters are to be read before these are
     * @param consistent whether commits may be made to wait
     */
    record Wanted(int now, int most, boolean cursors, List<RelationName> counted, Consistent consistent) {}

    /** Sessions that show one state. */
    private record Begun(
            Map<RelationName, NumberedWindow.Mark> marks,
            ServerState server,
            LogPlace place,
            boolean locked,
            List<Connection> sessions) {}

    /**
     * Fixes what is known of transactions at work, then the state.
     *
     * @param first with autocommit; becomes the sessions' own
     */
    static SnapshotSessions start(Connection first, Login login, Wanted wanted) throws SQLException {
        List<Connection> sessions = new ArrayList<>();
        try {
            Map<RelationName, NumberedWindow.Mark> marks = RowCounter.marks(first, wanted.counted());
            ServerState server = ServerState.read(first, wanted.cursors());
            boolean told = server.hasBinlog() && Login.isMariaDb(first);
            boolean locked = wanted.consistent() == Consistent.LOCK;
            int count = locked ? wanted.most() : told ? wanted.now() : 1;
            for (int i = 0; i < count; i++) {
                sessions.add(login.open());
            }
            Map<LogPlace, List<Connection>> places =
                    locked ? underLock(first, sessions, told) : told ? together(sessions) : alone(sessions);
            Map.Entry<LogPlace, List<Connection>> most = most(places);
            sessions.stream()
                    .filter(session -> !most.getValue().contains(session))
                    .forEach(SnapshotSessions::closeQuietly);
            first.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);
            return new SnapshotSessions(
                    new Begun(marks, server, most.getKey(), locked, most.getValue()), first, login, wanted.most());
        } catch (SQLException | RuntimeException e) {
            sessions.forEach(SnapshotSessions::closeQuietly);
            throw e;
        }
    }

    /**
     * Opens more sessions, as long as the server is still at the place that the state is of: nobody has committed since then.
     *
     * @return how many there are
     */
    synchronized int reach(int wanted) throws SQLException {
        while (size < Math.min(wanted, most) && !passed) {
            Connection session = login.open();
            try {
                begin(session);
                passed = !place(session).equals(place);
            } catch (SQLException e) {
                closeQuietly(session);
                throw e;
            }
            if (passed) {
                closeQuietly(session);
            } else {
                size++;
                alive.incrementAndGet();
                idle.addLast(session);
            }
        }
        return size;
    }

    private static Map<LogPlace, List<Connection>> alone(List<Connection> sessions) throws SQLException {
        begin(sessions.get(0));
        return Map.of(LogPlace.NONE, sessions);
    }

    /** While nobody can commit, all of them begin in one state. */
    private static Map<LogPlace, List<Connection>> underLock(Connection first, List<Connection> sessions, boolean told)
            throws SQLException {
        try (Statement statement = first.createStatement()) {
            statement.execute("set session lock_wait_timeout = " + LOCK_SECONDS);
            statement.execute("flush tables with read lock");
            try {
                for (Connection session : sessions) {
                    begin(session);
                }
            } finally {
                statement.execute("unlock tables");
                statement.execute("set session lock_wait_timeout = 1");
            }
        }
        return Map.of(told ? place(sessions.get(0)) : LogPlace.NONE, sessions);
    }

    /** All sessions by their places, in the best of some tries. */
    private static Map<LogPlace, List<Connection>> together(List<Connection> sessions) throws SQLException {
        ExecutorService threads = Executors.newFixedThreadPool(sessions.size());
        try {
            for (int i = 0; ; i++) {
                Map<LogPlace, List<Connection>> places = atOnce(sessions, threads);
                int most = most(places).getValue().size();
                boolean enough = i < TRIES / 2 ? most == sessions.size() : most > 1;
                if (enough || i == TRIES || sessions.size() == 1) {
                    return places;
                }
            }
        } finally {
            threads.shutdown();
        }
    }

    /** Begins all of them between two commits, as far as that can be had. */
    private static Map<LogPlace, List<Connection>> atOnce(List<Connection> sessions, ExecutorService threads)
            throws SQLException {
        CyclicBarrier line = new CyclicBarrier(sessions.size());
        List<Future<?>> begun = new ArrayList<>();
        for (Connection session : sessions) {
            begun.add(threads.submit(() -> {
                line.await();
                begin(session);
                return session;
            }));
        }
        await(begun);
        Map<LogPlace, List<Connection>> places = new HashMap<>();
        for (Connection session : sessions) {
            places.computeIfAbsent(place(session), place -> new ArrayList<>()).add(session);
        }
        return places;
    }

    private static void await(List<Future<?>> begun) throws SQLException {
        for (Future<?> each : begun) {
            try {
                each.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof SQLException sql ? sql : new SQLException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLException("interrupted", INTERRUPTED, e);
            }
        }
    }

    /** The place with the most sessions, of two such the later. */
    private static Map.Entry<LogPlace, List<Connection>> most(Map<LogPlace, List<Connection>> places) {
        return places.entrySet().stream()
                .max(Comparator.<Map.Entry<LogPlace, List<Connection>>>comparingInt(
                                place -> place.getValue().size())
                        .thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow();
    }

    private static void begin(Connection session) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(CONSISTENT);
        }
    }

    private static LogPlace place(Connection session) throws SQLException {
        List<String> place = new ArrayList<>();
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(PLACE)) {
            while (row.next()) {
                place.add(row.getString(2));
            }
        }
        return place.size() == 2 ? new LogPlace(place.get(0), Long.parseLong(place.get(1))) : LogPlace.NONE;
    }

    ServerState server() {
        return server;
    }

    /** That of a table's counter before anything was asked of transactions at work; absent where it was not asked for. */
    Optional<NumberedWindow.Mark> mark(RelationName table) {
        return Optional.ofNullable(marks.get(table));
    }

    /** The server's name of the state. */
    String place() {
        return place.toString();
    }

    /** What was given to read all tables in one state, for people. */
    String given() {
        int sessions = size();
        String by = sessions == 1 ? "one session" : sessions + " sessions";
        return "one state of all tables" + (place.equals(LogPlace.NONE) ? "" : ", " + place) + ", by " + by
                + (locked ? " under a lock" : "");
    }

    /** How many sessions can read side by side. */
    synchronized int size() {
        return size;
    }

    /** Does the work in one of the sessions, when one is free. */
    <T> T run(Work<T> work) throws SQLException {
        Connection session = take();
        boolean done = false;
        try {
            T result = work.in(session);
            done = true;
            return result;
        } finally {
            // An error of one statement leaves the state unharmed.
            if (done || !session.isClosed()) {
                idle.addFirst(session);
            } else {
                lost();
            }
        }
    }

    /** Does the work where changes show that are not committed. */
    <T> T runDirty(Work<T> work) throws SQLException {
        synchronized (dirty) {
            return work.in(dirty);
        }
    }

    /** A session for one who gives it {@link #back}, or says that it is {@link #lost}. */
    Connection take() throws SQLException {
        try {
            while (alive.get() > 0) {
                Connection session = idle.pollFirst(1, TimeUnit.SECONDS);
                if (session != null) {
                    return session;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", INTERRUPTED, e);
        }
        throw new SQLException("no session shows the state any more", "08003");
    }

    void back(Connection session) {
        idle.addFirst(session);
    }

    /** One of those taken is not coming back. */
    void lost() {
        alive.decrementAndGet();
    }

    @Override
    public void close() {
        for (Connection session = idle.poll(); session != null; session = idle.poll()) {
            closeQuietly(session);
        }
        closeQuietly(dirty);
    }

    /** A session that cannot be closed any more is closed. */
    static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            System.getLogger(SnapshotSessions.class.getName()).log(System.Logger.Level.DEBUG, "closing a session", e);
        }
    }
}
