package io.alluvium.sources.mysql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of the server before its state is read.
 *
 * @param identity changes when another server answers at the same address
 * @param hasBinlog whether sessions can tell by the binary log that they show one state
 * @param replica whether it takes changes of another server, as a node of a cluster does
 * @param clock of the server, before the state
 * @param writers what is known of transactions at work; absent where this user may not see those of others
 */
record ServerState(String identity, boolean hasBinlog, boolean replica, Instant clock, Optional<Writers> writers) {

    /**
     * Transactions and statements at work before the state was read.
     *
     * @param oldest by the server's clock: no statement was running, and no transaction open, that began before it
     * @param wrote whether one that was open had changed rows already, so that a state may come without these
     */
    record Writers(Instant oldest, boolean wrote) {}

    private static final String VARIABLES = "show global variables where variable_name in"
            + " ('server_uid', 'server_uuid', 'server_id',"
            + " 'hostname', 'port', 'log_bin', 'wsrep_on', 'group_replication_group_name')";

    /** In the server's own time zone, where an hour may come twice: the earlier one counts. */
    private static final String TRANSACTIONS = """
            select cast(floor(least(unix_timestamp(min(case when trx_mysql_thread_id <> connection_id() then trx_started end)),
                   unix_timestamp(min(case when trx_mysql_thread_id <> connection_id() then trx_started end)
                                  - interval 1 hour) + 3600)) as signed) as oldest,
                   coalesce(sum(trx_mysql_thread_id <> connection_id() and trx_rows_modified > 0), 0) as writing,
                   coalesce(sum(trx_mysql_thread_id = connection_id()), 0) as own
            from information_schema.innodb_trx
            """;

    private static final String STATEMENTS_OF_MARIADB = """
            select cast(floor((unix_timestamp(sysdate(6)) * 1000 - max(time_ms))) as signed)
            from information_schema.processlist
            where command not in ('Sleep', 'Daemon', 'Binlog Dump', 'Binlog Dump GTID') and id <> connection_id()
            """;

    /** With whole seconds only. */
    private static final String STATEMENTS_OF_MYSQL = """
            select cast(floor((unix_timestamp(sysdate(6)) - max(time) - 1) * 1000) as signed)
            from information_schema.processlist
            where command not in ('Sleep', 'Daemon', 'Binlog Dump', 'Binlog Dump GTID') and id <> connection_id()
            """;

    /** The server makes a new list of transactions for who asks when nobody has asked for a tenth of a second. */
    private static final long BETWEEN_LOOKS_MILLIS = 110;

    private static final int LOOKS = 20;

    /** @param connection with autocommit, in UTC */
    static ServerState read(Connection connection, boolean cursors) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            Map<String, String> variables = variables(statement);
            boolean replica = isOfCluster(variables) || isReplica(connection, statement);
            Instant clock = clock(statement);
            return new ServerState(
                    identity(variables),
                    "ON".equals(variables.get("log_bin")),
                    replica,
                    clock,
                    cursors && mayLook(statement)
                            ? Optional.of(writers(connection, statement, clock))
                            : Optional.empty());
        }
    }

    private static Map<String, String> variables(Statement statement) throws SQLException {
        Map<String, String> variables = new HashMap<>();
        try (ResultSet row = statement.executeQuery(VARIABLES)) {
            while (row.next()) {
                variables.put(row.getString(1).toLowerCase(Locale.ROOT), row.getString(2));
            }
        }
        return variables;
    }

    private static String identity(Map<String, String> variables) {
        String uuid = variables.getOrDefault("server_uuid", variables.getOrDefault("server_uid", ""));
        return uuid.isEmpty()
                ? variables.get("hostname") + ":" + variables.get("port") + "/" + variables.get("server_id")
                : uuid;
    }

    /** Of Galera or group replication: rows of other nodes come with times that those gave them. */
    private static boolean isOfCluster(Map<String, String> variables) {
        return "ON".equals(variables.get("wsrep_on"))
                || !variables.getOrDefault("group_replication_group_name", "").isEmpty();
    }

    private static Instant clock(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery("select cast(floor(unix_timestamp(sysdate(6)) * 1000000) as signed)")) {
            row.next();
            return Instant.EPOCH.plus(row.getLong(1), ChronoUnit.MICROS);
        }
    }

    /** Without a right to ask, it is taken for none. */
    private static boolean isReplica(Connection connection, Statement statement) throws SQLException {
        String ask = Login.isMariaDb(connection) ? "show all slaves status" : "show replica status";
        try (ResultSet row = statement.executeQuery(ask)) {
            return row.next();
        } catch (SQLException e) {
            if (MysqlErrors.isDenied(e)) {
                return false;
            }
            throw e;
        }
    }

    private static boolean mayLook(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("show grants")) {
            while (row.next()) {
                String grant = row.getString(1).toUpperCase(Locale.ROOT);
                boolean everywhere = grant.contains(" ON *.* ");
                if (everywhere && (grant.contains("PROCESS") || grant.contains("ALL PRIVILEGES"))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** First the statements, then the transactions: what begins between the two is later than either. */
    private static Writers writers(Connection connection, Statement statement, Instant clock) throws SQLException {
        String ask = Login.isMariaDb(connection) ? STATEMENTS_OF_MARIADB : STATEMENTS_OF_MYSQL;
        Instant oldest = clock;
        try (ResultSet row = statement.executeQuery(ask)) {
            row.next();
            oldest = earlier(oldest, row, 1, 1);
        }
        boolean prepared;
        try (ResultSet row = statement.executeQuery("xa recover")) {
            prepared = row.next();
        }
        statement.execute("set session time_zone = 'SYSTEM'");
        statement.execute("start transaction with consistent snapshot");
        try {
            for (int look = 0; ; look++) {
                try (ResultSet row = statement.executeQuery(TRANSACTIONS)) {
                    row.next();
                    // A list without our own transaction is one from before the statements were looked at.
                    if (row.getLong("own") > 0) {
                        return new Writers(earlier(oldest, row, 1, 1000), prepared || row.getLong("writing") > 0);
                    }
                }
                if (look == LOOKS) {
                    return new Writers(Instant.EPOCH, true);
                }
                Thread.sleep(BETWEEN_LOOKS_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Writers(Instant.EPOCH, true);
        } finally {
            statement.execute("rollback");
            statement.execute("set session time_zone = '+00:00'");
        }
    }

    private static Instant earlier(Instant known, ResultSet row, int column, long millis) throws SQLException {
        long time = row.getLong(column);
        if (row.wasNull()) {
            return known;
        }
        Instant found = Instant.ofEpochMilli(time * millis);
        return found.isBefore(known) ? found : known;
    }
}
