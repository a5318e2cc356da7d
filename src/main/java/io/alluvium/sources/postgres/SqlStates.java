package io.alluvium.sources.postgres;

import io.alluvium.source.fault.Address;
import io.alluvium.source.fault.ErrorMeanings;
import io.alluvium.source.fault.ServerFaults;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/** What PostgreSQL's SQL states, and the words of its driver, mean. */
record SqlStates() implements ErrorMeanings {

    @Override
    public Meaning of(SQLException error) {
        String state = ServerFaults.state(error);
        if (state.equals("42501")) {
            return Meaning.NO_RIGHT;
        }
        if (state.equals("42P01") || state.equals("3F000")) {
            return Meaning.TABLE_MISSING;
        }
        if (isEndOfSession(error, state)) {
            return Meaning.SESSION_ENDED;
        }
        if (isAboutEncoding(error)) {
            return Meaning.NO_TEXT;
        }
        return state.equals("42703") || state.equals("42883") || state.equals("42704")
                ? Meaning.COLUMNS_CHANGED
                : Meaning.OTHER;
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
                || state.startsWith("40")
                || state.startsWith("53");
    }

    /** What only reads in one snapshot never waits for another to write: it is a standby that makes way for its log. */
    static boolean isReplayConflict(SQLException error) {
        String state = ServerFaults.state(error);
        return state.equals("40001") || state.equals("40P01");
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
    public String asksServer(Address address) {
        return "pg_isready -h " + address.host() + " -p " + address.port();
    }
}
