package io.alluvium.sources.objects.csv;

import java.io.IOException;

/** A file does not end with the record that says how many there are, or has another number of them. The message says which. */
public final class BrokenTrailerException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenTrailerException(String why) {
        super(why);
    }
}
