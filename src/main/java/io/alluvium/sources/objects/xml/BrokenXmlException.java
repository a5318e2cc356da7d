package io.alluvium.sources.objects.xml;

import java.io.IOException;

/** A file that is not read as XML at all, whatever its records are. */
public final class BrokenXmlException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param why a few words, without any value */
    BrokenXmlException(String why) {
        super(why);
    }
}
