package io.alluvium.sources.objects.typed;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;

/** A file is not what its format says. */
public final class BrokenFileException extends IOException {
    private static final long serialVersionUID = 1L;

    private static final List<String> LIBRARIES = List.of(".orc.", ".parquet.", "protobuf", "thrift");

    /** @param why a few words, without any value */
    public BrokenFileException(String why) {
        super(why);
    }

    /** @param why a few words, without any value */
    public BrokenFileException(String why, Throwable cause) {
        super(why, cause);
    }

    /**
     * What an error of a format's library says. One library makes one kind of all that it meets: only what it met tells whether
     * the file is at fault or the store. Its messages are left out, for they may have bytes of the file.
     */
    public static IOException explained(IOException error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String name = root.getClass().getName();
        boolean file = root instanceof RuntimeException
                || root instanceof EOFException
                || LIBRARIES.stream().anyMatch(name::contains);
        return file && !(error instanceof BrokenFileException)
                ? new BrokenFileException(
                        "broken or cut off: " + root.getClass().getSimpleName(), error)
                : error;
    }
}
