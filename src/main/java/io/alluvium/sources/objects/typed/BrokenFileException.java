package io.alluvium.sources.objects.typed;

import java.io.IOException;

/** A file is not what its format says. */
public final class BrokenFileException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param why a few words, without any value */
    public BrokenFileException(String why) {
        super(why);
    }

    /** @param why a few words, without any value */
    public BrokenFileException(String why, Throwable cause) {
        super(why, cause);
    }
}
