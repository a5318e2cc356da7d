package io.alluvium.sources.objects.xml;

/** An element that its column cannot hold without loss. Costs its record. */
final class UnfitException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param why a few words, without any value */
    UnfitException(String why) {
        super(why);
    }

    /** Where it happens is of no interest, and it may happen for every record. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
