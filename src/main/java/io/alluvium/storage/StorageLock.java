package io.alluvium.storage;

import java.io.IOException;

/** A lock on one file, with a note of its holder that everybody may read. */
public interface StorageLock extends AutoCloseable {

    /** Takes the lock; false while another holds it, in this process or another one. */
    boolean tryTake() throws IOException;

    /** Whether it was taken and is not yet freed. */
    boolean isHeld();

    /** The last holder's note; empty text where there is none. */
    String note() throws IOException;

    /** Replaces the note; only the holder does. */
    void write(String note) throws IOException;

    /** Frees the lock if it was taken. */
    @Override
    void close();
}
