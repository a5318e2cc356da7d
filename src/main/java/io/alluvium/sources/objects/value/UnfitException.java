package io.alluvium.sources.objects.value;

import java.io.IOException;

/** A value that its column cannot hold without loss, or a record that is unclear. Costs the record. */
public final class UnfitException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param why a few words, without any value */
    public UnfitException(String why) {
        super(why);
    }

    /** Where it happens is of no interest, and it may happen for every record. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
