package io.alluvium.source.digest;

import java.util.Optional;

/**
 * The canonical text of {@link io.alluvium.source.SourceContent} as an expression that a database computes.
 *
 * @param functions as the database writes them
 */
public record CanonicalForm(Functions functions) {

    /** The few functions of texts that it takes. */
    public interface Functions {
        /** Texts one after the other; null where one of them is. */
        String joined(String... texts);

        /** How many bytes a text has in UTF-8, as text: databases count characters each in their own way. */
        String bytes(String text);
    }

    /**
     * One value that is no array.
     *
     * @param value an expression
     * @param text of the value where it is not null, without {@code V} and length
     * @param string whether the value is a string in raw
     * @param lacking whether raw cannot have the value; absent where it can have all
     * @param nulled whether raw has null for such a value
     */
    public record Scalar(String value, String text, boolean string, Optional<String> lacking, boolean nulled) {}

    /** Never null. */
    public String scalar(Scalar scalar) {
        String value = scalar.string()
                ? functions.joined("'V'", functions.bytes(scalar.text()), "':'", scalar.text())
                : functions.joined("'V'", scalar.text(), "';'");
        return scalar.lacking()
                .map(lacking -> "case when " + scalar.value() + " is null then 'N' when " + lacking + " then "
                        + unfit(scalar.nulled()) + " else " + value + " end")
                .orElseGet(() -> "coalesce(" + value + ", 'N')");
    }

    /** What stands for a value that raw cannot have. */
    public static String unfit(boolean nulled) {
        return nulled ? "'N'" : "'X'";
    }
}
