package io.alluvium.domain;

/**
 * Says when two keys are the same. There is this one definition, for loads by column and by Spark, for models and for
 * comparisons with the source.
 *
 * <p>Keys are the same where their values in raw are, byte by byte, but for floats: these are told by value, alone and as
 * elements of lists. Zeros of either sign are one value, and so are all that are no number. Spark groups and joins so by
 * itself. What a database takes for equal beyond that, such as texts under some collations, are other keys here; a
 * database orders ranges of keys and says nothing else about them.
 */
public final class KeyIdentity {
    private KeyIdentity() {}

    /** The one value that stands for all those that are the same in a key. */
    public static double of(double value) {
        return Double.isNaN(value) ? Double.NaN : value + 0.0;
    }

    /** The one value that stands for all those that are the same in a key. */
    public static float of(float value) {
        return Float.isNaN(value) ? Float.NaN : value + 0.0f;
    }
}
