package io.alluvium.sources.postgres;

import io.alluvium.source.fault.Address;
import io.alluvium.source.fault.ErrorMeanings;
import io.alluvium.source.fault.ServerFaults;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What PostgreSQL's SQL states, and the words of its driver, mean. */
record SqlStates() implements ErrorMeanings {
    /** Classes of what fails each time, since it is said so by a definition or by a row. */
    private static final Set<String> COMPUTING =
            Set.of("0A", "21", "22", "23", "2F", "38", "39", "3F", "42", "44", "54", "HV", "P0");

    /** Of connections that the server itself makes, for foreign tables; of ours only the driver says so. */
    private static final Set<String> BEYOND = Set.of("08001", "08003", "08006", "HV00N");

    @Override
    public Meaning of(SQLException error) {
        String state = ServerFaults.state(error);
        if (state.equals("42501")) {
            return Meaning.NO_RIGHT;
        }
        if (state.equals("57014")) {
            return Meaning.CANCELLED;
        }
        if (isLocked(error)) {
            return Meaning.LOCKED;
        }
        if (state.startsWith("53")) {
            return Meaning.EXHAUSTED;
        }
        if (BEYOND.contains(state) && ServerWords.of(error).isPresent()) {
            return Meaning.BEYOND;
        }
        if (isEndOfSession(error, state)) {
            return Meaning.SESSION_ENDED;
        }
        return isAboutEncoding(error) ? Meaning.NO_TEXT : ofDefinition(error, state);
    }

    private static Meaning ofDefinition(SQLException error, String state) {
        if (!ServerWords.isWithinFunction(error)) {
            if (state.equals("42P01") || state.equals("3F000")) {
                return Meaning.TABLE_MISSING;
            }
            if (state.equals("42703") || state.equals("42704")) {
                return Meaning.COLUMNS_CHANGED;
            }
            if (state.equals("42883")) {
                return Meaning.NO_OPERATION;
            }
        }
        return state.equals("25006")
                        || state.equals("55000")
                        || state.length() == 5 && COMPUTING.contains(state.substring(0, 2))
                ? Meaning.NOT_COMPUTED
                : Meaning.OTHER;
    }

    @Override
    public Optional<String> words(SQLException error) {
        return ServerWords.told(error);
    }

    @Override
    public String givesConnections(String user) {
        return "max_connections, or ALTER ROLE " + Sql.quotedWhereNeeded(user) + " CONNECTION LIMIT -1;";
    }

    /** Whether the session, or the exported snapshot that it needs, is gone. */
    private static boolean isEndOfSession(SQLException error, String state) {
        // The last is of a session that is just ending: its snapshot is still there, and it is not any more.
        boolean snapshotGone = (state.equals("22023") || state.equals("42704") || state.equals("55000"))
                && String.valueOf(error.getMessage()).toLowerCase(Locale.ROOT).contains("snapshot");
        return snapshotGone
                || state.startsWith("08")
                || state.startsWith("57")
                || state.startsWith("25P")
                || state.startsWith("40");
    }

    /** What only reads in one snapshot never waits for another to write: it is a standby that makes way for its log. */
    static boolean isReplayConflict(SQLException error) {
        String state = ServerFaults.state(error);
        return state.equals("40001") || state.equals("40P01");
    }

    /** Whether a statement has waited for another session for as long as it may. */
    static boolean isLocked(SQLException error) {
        return ServerFaults.state(error).equals("55P03");
    }

    /** Whether text of the database is not what its encoding says, or has no form in ours. */
    static boolean isAboutEncoding(SQLException error) {
        String state = ServerFaults.state(error);
        return state.equals("22021") || state.equals("22P05");
    }

    @Override
    public Optional<Encryption> encryption(String message) {
        if (message.contains("hostname")) {
            return Optional.of(Encryption.OTHER_HOST);
        }
        if (message.contains("root.crt")) {
            return Optional.of(Encryption.NO_AUTHORITY);
        }
        return message.contains("does not support ssl") ? Optional.of(Encryption.NOT_OFFERED) : Optional.empty();
    }

    @Override
    public String enablesTls() {
        return "ssl = on, ssl_cert_file, ssl_key_file";
    }

    @Override
    public String grantsReading(String from, String user) {
        return "GRANT SELECT ON " + from + " TO " + Sql.quotedWhereNeeded(user) + ";";
    }

    @Override
    public String asksWhoHolds(String from) {
        return "SELECT pid, usename, state, query FROM pg_stat_activity JOIN pg_locks USING (pid) WHERE granted AND"
                + " relation = " + Sql.text(from) + "::regclass;";
    }

    @Override
    public String asksServer(Address address) {
        return "pg_isready -h " + address.host() + " -p " + address.port();
    }
}
