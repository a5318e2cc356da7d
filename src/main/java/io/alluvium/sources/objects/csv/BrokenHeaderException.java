package io.alluvium.sources.objects.csv;

import java.io.IOException;

/** The first record of a file names its values, and cannot be read. The message says why, in few words. */
public final class BrokenHeaderException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenHeaderException(String why) {
        super(why);
    }
}
