package io.alluvium.sources.mysql;

import io.alluvium.source.fault.Address;
import io.alluvium.source.fault.ErrorMeanings;
import io.alluvium.source.fault.ServerFaults;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;

/** What the error numbers of MySQL and MariaDB, and the words of their driver, mean. */
record MysqlErrors() implements ErrorMeanings {
    /** To a database, a table, a column; a privilege that is needed; a definer, an account that is blocked. */
    private static final Set<Integer> NO_RIGHT = Set.of(1044, 1142, 1143, 1227, 1370, 1449);

    private static final Set<Integer> MISSING = Set.of(1049, 1051, 1146, 1109);
    private static final Set<Integer> COLUMNS_CHANGED = Set.of(1054, 1072, 1412);
    private static final Set<Integer> EXHAUSTED = Set.of(1021, 1037, 1038, 1040, 1041, 1114, 1203, 1226, 3);
    private static final Set<Integer> ENDED = Set.of(1053, 1927, 1158, 1159, 1160, 1161, 2006, 2013, 4031);

    /** By a person or a limit of time. */
    private static final Set<Integer> CANCELLED = Set.of(1317, 1969, 3024);

    private static final Set<Integer> LOCKED = Set.of(1205, 1213);

    /** A view that names what there is not; a value that is none; a division; a subquery of many rows; what a function says. */
    private static final Set<Integer> NOT_COMPUTED =
            Set.of(1356, 1264, 1292, 1365, 1366, 1242, 1690, 1305, 1416, 1643, 1644);

    private static final int NO_TEXT = 1300;

    @Override
    public Meaning of(SQLException error) {
        int code = error.getErrorCode();
        if (NO_RIGHT.contains(code)) {
            return Meaning.NO_RIGHT;
        }
        if (MISSING.contains(code)) {
            return Meaning.TABLE_MISSING;
        }
        if (COLUMNS_CHANGED.contains(code)) {
            return Meaning.COLUMNS_CHANGED;
        }
        if (CANCELLED.contains(code)) {
            return Meaning.CANCELLED;
        }
        if (LOCKED.contains(code)) {
            return Meaning.LOCKED;
        }
        if (EXHAUSTED.contains(code)) {
            return Meaning.EXHAUSTED;
        }
        if (ENDED.contains(code) || ServerFaults.state(error).startsWith("08")) {
            return Meaning.SESSION_ENDED;
        }
        if (NOT_COMPUTED.contains(code)) {
            return Meaning.NOT_COMPUTED;
        }
        return code == NO_TEXT ? Meaning.NO_TEXT : Meaning.OTHER;
    }

    /** Whether a statement has waited for another session for as long as it may. */
    static boolean isLocked(SQLException error) {
        return LOCKED.contains(error.getErrorCode());
    }

    static boolean isDenied(SQLException error) {
        return NO_RIGHT.contains(error.getErrorCode());
    }

    /** The server's texts quote values. */
    @Override
    public Optional<String> words(SQLException error) {
        return error.getErrorCode() == 0 ? Optional.empty() : Optional.of("MySQL error " + error.getErrorCode());
    }

    @Override
    public String givesConnections(String user) {
        return "max_connections, or ALTER USER " + user + " WITH MAX_USER_CONNECTIONS 0;";
    }

    @Override
    public Optional<Encryption> encryption(String message) {
        if (message.contains("hostname") || message.contains("dns host") || message.contains("does not correspond")) {
            return Optional.of(Encryption.OTHER_HOST);
        }
        return message.contains("ssl not enabled") || message.contains("ssl not supported")
                ? Optional.of(Encryption.NOT_OFFERED)
                : Optional.empty();
    }

    @Override
    public String enablesTls() {
        return "ssl_cert, ssl_key";
    }

    @Override
    public String grantsReading(String from, String user) {
        return "GRANT SELECT ON " + from + " TO " + user + ";";
    }

    @Override
    public String asksWhoHolds(String from) {
        return "SHOW FULL PROCESSLIST;";
    }

    @Override
    public String asksServer(Address address) {
        return "mysqladmin ping -h " + address.host() + " -P " + address.port();
    }
}
