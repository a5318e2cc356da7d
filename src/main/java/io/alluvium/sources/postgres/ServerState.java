package io.alluvium.sources.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of the server before its snapshot is taken.
 *
 * @param version major version
 * @param replay present where it only replays another server
 * @param identity changes when another server, database or history answers at the same address
 * @param clock of the server, before the snapshot
 * @param oldestStart by the same clock: no transaction that the snapshot does not show and that was seen at work began
 *     before it
 * @param hiddenSessions sessions on this database whose transactions cannot be seen
 * @param prepared whether prepared transactions wait, of unknown beginning
 * @param user as the server calls this session's
 * @param searchPath schemas that a name without schema is looked for in
 */
record ServerState(
        int version,
        Optional<Replay> replay,
        String identity,
        Instant clock,
        Instant oldestStart,
        long hiddenSessions,
        boolean prepared,
        String user,
        List<String> searchPath) {

    /** For a transaction that has taken its time of commit and has not yet written it to the log that is replayed. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    /**
     * What a standby server has of its primary.
     *
     * @param until all transactions that committed before it, by the primary's clock, were replayed when the state was
     *     read; absent where none was replayed since the server started
     */
    record Replay(Optional<Instant> until) {
        Replay {
            Objects.requireNonNull(until, "until");
        }
    }

    private static final String SERVER = """
            select current_setting('server_version_num')::int / 10000 as version, pg_is_in_recovery() as standby,
                   (extract(epoch from pg_last_xact_replay_timestamp()) * 1000000)::bigint as replayed,
                   (select oid from pg_database where datname = current_database()) as database,
                   current_schemas(false)::text[] as search_path, current_user as reader,
                   has_function_privilege('pg_control_system()', 'execute')
                   and has_function_privilege('pg_control_checkpoint()', 'execute')
                   and has_function_privilege('pg_control_recovery()', 'execute') as may_read_control
            """;
    private static final String SYSTEM = "select system_identifier from pg_control_system()";
    /** Of a standby: behind its time for some minutes after a failover of its primary. */
    private static final String REPLAYED_TIMELINE = """
            select lpad(to_hex(greatest(c.timeline_id, r.min_recovery_end_timeline)), 8, '0')
            from pg_control_checkpoint() c, pg_control_recovery() r
            """;

    private static final String TIMELINE = "select left(pg_walfile_name(pg_current_wal_lsn()), 8)";

    /**
     * A transaction's time of beginning is the time its first message came in, and so is that of each further
     * transaction in the same message: a client that is at work counts from its message's time even where it is between
     * two transactions. Sessions on other databases cannot write to this one; vacuum writes no rows.
     */
    private static final String ACTIVITY = """
            select (extract(epoch from statement_timestamp()) * 1000000)::bigint,
                   (extract(epoch from least(
                       statement_timestamp(),
                       min(xact_start),
                       min(query_start) filter (
                           where backend_type = 'client backend' and state not like 'idle%'))) * 1000000)::bigint,
                   count(*) filter (where backend_start is null or state = 'disabled')
            from pg_stat_activity
            where datid = (select oid from pg_database where datname = current_database())
              and pid <> pg_backend_pid() and backend_type is distinct from 'autovacuum worker'
            """;

    private static final String PREPARED =
            "select exists (select from pg_prepared_xacts where database = current_database())";

    ServerState {
        Objects.requireNonNull(replay, "replay");
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(oldestStart, "oldestStart");
        Objects.requireNonNull(user, "user");
        searchPath = List.copyOf(searchPath);
    }

    /** Whether it only replays another server. */
    boolean standby() {
        return replay.isPresent();
    }

    /** The time before which everything committed is in the snapshot; absent where that cannot be told. */
    Optional<Instant> completeUntil() {
        return replay.isEmpty()
                ? Optional.of(clock)
                : replay.get().until().map(until -> until.isBefore(clock) ? until : clock);
    }

    /**
     * Reads the state outside a transaction; the snapshot must be taken after. Sessions are looked at before prepared
     * transactions: one that is being prepared meanwhile shows in at least one of the two.
     */
    static ServerState read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Instant clock;
            Instant oldestStart;
            long hidden;
            try (ResultSet row = only(statement, ACTIVITY)) {
                clock = Instant.EPOCH.plus(row.getLong(1), ChronoUnit.MICROS);
                oldestStart = Instant.EPOCH.plus(row.getLong(2), ChronoUnit.MICROS);
                hidden = row.getLong(3);
            }
            boolean prepared;
            try (ResultSet row = only(statement, PREPARED)) {
                prepared = row.getBoolean(1);
            }
            try (ResultSet row = only(statement, SERVER)) {
                int version = row.getInt("version");
                Optional<Replay> replay = row.getBoolean("standby") ? Optional.of(replay(row)) : Optional.empty();
                List<String> path =
                        Arrays.asList((String[]) row.getArray("search_path").getArray());
                String identity = identity(
                        connection, row.getLong("database"), row.getBoolean("may_read_control"), replay.isPresent());
                return new ServerState(
                        version, replay, identity, clock, oldestStart, hidden, prepared, row.getString("reader"), path);
            }
        }
    }

    private static Replay replay(ResultSet row) throws SQLException {
        long microseconds = row.getLong("replayed");
        return new Replay(
                row.wasNull()
                        ? Optional.empty()
                        : Optional.of(Instant.EPOCH
                                .plus(microseconds, ChronoUnit.MICROS)
                                .minus(MARGIN)));
    }

    /** A standby is another server than its primary: it may lack what was read from that when it takes its place. */
    private static String identity(Connection connection, long database, boolean mayReadControl, boolean standby)
            throws SQLException {
        String system = mayReadControl ? text(connection, SYSTEM) : "unknown";
        String timeline = standby
                ? (mayReadControl ? text(connection, REPLAYED_TIMELINE) : "unknown") + " standby"
                : text(connection, TIMELINE);
        return "system " + system + " timeline " + timeline + " database " + database;
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = only(statement, sql)) {
            return row.getString(1);
        }
    }

    private static ResultSet only(Statement statement, String sql) throws SQLException {
        ResultSet row = statement.executeQuery(sql);
        row.next();
        return row;
    }
}
