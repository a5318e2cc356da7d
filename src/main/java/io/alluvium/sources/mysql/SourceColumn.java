package io.alluvium.sources.mysql;

import java.util.Optional;

/**
 * A column as the catalog has it.
 *
 * @param type its name, in lower case
 * @param declared the whole type, for people
 * @param precision digits of a number, bits of a bit field; absent of other types
 * @param scale digits after the point
 * @param secondDigits of fractions of seconds
 * @param collation of text
 * @param numbered whether rows that come without a value get the next number of the table's counter
 */
record SourceColumn(
        String name,
        boolean notNull,
        String type,
        String declared,
        Optional<Integer> precision,
        int scale,
        int secondDigits,
        Optional<String> collation,
        boolean numbered) {

    /** The value of the row {@code t}. */
    String sql() {
        return "t." + RelationName.quoted(name);
    }

    boolean isUnsigned() {
        return declared.contains("unsigned");
    }

    /** Whether the server tells values apart by their bytes alone. */
    boolean isByBytes() {
        return collation.isEmpty()
                || collation.get().endsWith("nopad_bin")
                || collation.get().equals("binary");
    }
}
