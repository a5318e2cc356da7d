package io.alluvium.source.window;

import java.util.Optional;

/**
 * What one batch of a database's table reads. It is fixed and journalled before the read: a batch that is read again after
 * a crash reads the same window, perhaps of a newer state of the server, and rows that raw has already are dropped by the
 * loader.
 */
public interface Window {
    /** What the bounds are about; empty where there are none, and in journals from before it was noted. */
    Optional<Subject> subject();

    /** What the values depended on beside the rows; empty where nothing but the rows matters, and where it was not noted. */
    default Optional<Meaning> meaning() {
        return subject().flatMap(Subject::meaning);
    }

    /** The same, for values that depend on this; where nothing was noted, nothing is. */
    Window noting(Meaning meaning);

    /** The server's name of the state that is read, for the record; it does not outlive the session that made it. */
    String snapshot();

    /** The identity of the server that is read, so that a restored or switched server is noticed. */
    String source();
}
