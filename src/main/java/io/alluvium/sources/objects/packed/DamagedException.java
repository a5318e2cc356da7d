package io.alluvium.sources.objects.packed;

import java.io.IOException;

/** A packed file that is cut off, broken, or not packed in this way. */
public final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param why a few words, without any value */
    DamagedException(String why) {
        super(why);
    }

    DamagedException(String why, Throwable cause) {
        super(why, cause);
    }
}
