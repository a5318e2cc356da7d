package io.alluvium.source.sql;

import io.alluvium.source.TableSpec;
import java.time.Instant;
import java.util.Optional;

/** What a server gives of the one state that all tables are read in. */
public interface ServerView {

    /** Changes when another server, database or history answers at the same address. */
    String identity();

    /** The server's name of the state, for the record. */
    String snapshot();

    /** The time before which everything committed is in the state; absent where that cannot be told. */
    Optional<Instant> completeUntil();

    /**
     * The time before which no transaction began that the state does not show.
     *
     * @throws io.alluvium.failure.AlluviumException where this server or this user cannot see open transactions
     */
    Instant horizon(TableSpec table);

    /** Whether prepared transactions wait, of unknown beginning. */
    boolean holdsPrepared();
}
