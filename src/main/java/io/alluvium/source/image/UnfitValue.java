package io.alluvium.source.image;

/** A value that is not what its column's type promises. Says what is wrong, never the value. */
public final class UnfitValue extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String OTHER_TYPE = "values of another type than the catalog says";

    /** @param what continues "the column holds", for example "text that is not UTF-8" */
    public UnfitValue(String what) {
        super(what, null, false, false);
    }

    /** Bytes that are no value of the type at all. */
    public static UnfitValue ofOtherType() {
        return new UnfitValue(OTHER_TYPE);
    }

    public boolean isOtherType() {
        return OTHER_TYPE.equals(getMessage());
    }
}
