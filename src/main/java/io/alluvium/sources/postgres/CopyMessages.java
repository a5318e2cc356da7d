package io.alluvium.sources.postgres;

import java.sql.SQLException;

/** What the server sends during one COPY: messages of whole rows, of which one is here at a time. */
interface CopyMessages {
    /**
     * Goes on to the next message.
     *
     * @return false at the end, which the server has confirmed
     */
    boolean next() throws SQLException;

    /** Holds the message between {@link #from()} and {@link #to()}, until the next. */
    byte[] bytes();

    /** Whether there is a next message, and going on to it leaves the bytes of this one and of those before where they are. */
    boolean isNextHere();

    int from();

    int to();
}
