package io.alluvium.raw;

/** What a row of raw says about its key. */
public enum Operation {
    /** The key is new. */
    INSERT("I"),
    /** The key's row changed. */
    UPDATE("U"),
    /** The key's row is gone; the other columns are those that it had last. */
    DELETE("D");

    private final String letter;

    Operation(String letter) {
        this.letter = letter;
    }

    /** As it stands in {@link RawColumns#OPERATION}. */
    public String letter() {
        return letter;
    }
}
