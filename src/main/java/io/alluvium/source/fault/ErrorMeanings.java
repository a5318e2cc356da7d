package io.alluvium.source.fault;

import java.io.Serializable;
import java.sql.SQLException;
import java.util.Optional;

/** What the errors of one kind of database and its driver mean. */
public interface ErrorMeanings extends Serializable {

    /** Of an error while a table was looked at or read. */
    enum Meaning {
        NO_RIGHT,
        TABLE_MISSING,
        /** The session, or the state that it reads, is gone. */
        SESSION_ENDED,
        /** Somebody ended the one statement; the session goes on. */
        CANCELLED,
        /** Another session holds what the statement has to wait for. */
        LOCKED,
        /** Connections, memory or disk of the server gave out. */
        EXHAUSTED,
        /** Another server that the table is read through did not answer. */
        BEYOND,
        /** Text of the database is not what its encoding says, or has no form in ours. */
        NO_TEXT,
        COLUMNS_CHANGED,
        /** A column's type cannot be compared, or has no other operation that reading the table needs. */
        NO_OPERATION,
        /** What a view, a policy or a function computes fails, and would fail again. */
        NOT_COMPUTED,
        OTHER
    }

    /** Of an error for which the driver has no class of its own. */
    enum Encryption {
        OTHER_HOST,
        NO_AUTHORITY,
        NOT_OFFERED
    }

    Meaning of(SQLException error);

    /** What went wrong in a few words that hold no value of a row; empty where no such words are known. */
    Optional<String> words(SQLException error);

    /** What gives a source more connections. */
    String givesConnections(String user);

    /** @param message of the driver, in lower case */
    Optional<Encryption> encryption(String message);

    /** How TLS is enabled at the server. */
    String enablesTls();

    /** The command that gives a user the right to read a table. */
    String grantsReading(String from, String user);

    /** The command by which a person finds out who holds a table. */
    String asksWhoHolds(String from);

    /** The command by which a person finds out whether the server runs. */
    String asksServer(Address address);
}
