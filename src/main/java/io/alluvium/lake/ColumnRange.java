package io.alluvium.lake;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * What is certain of a column's values in some rows. A bound that is absent rules nothing out.
 *
 * @param least no value is below
 * @param most no value is above
 * @param mayBeNull false where it is certain that no value is null
 * @param allNull whether it is certain that all are
 */
public record ColumnRange(Optional<Bound> least, Optional<Bound> most, boolean mayBeNull, boolean allNull) {
    /** Of values of which nothing is known. */
    public static final ColumnRange UNKNOWN = new ColumnRange(Optional.empty(), Optional.empty(), true, false);

    /** Of nulls alone. */
    public static final ColumnRange NULLS = new ColumnRange(Optional.empty(), Optional.empty(), true, true);

    public ColumnRange {
        Objects.requireNonNull(least, "least");
        Objects.requireNonNull(most, "most");
        if (allNull && !mayBeNull) {
            throw new IllegalArgumentException("all values are null and none may be");
        }
    }

    /** Of one value. */
    public static ColumnRange of(Bound value) {
        return new ColumnRange(Optional.of(value), Optional.of(value), false, false);
    }

    /** Whether one value can be in both; nulls are equal. */
    public boolean meets(ColumnRange other) {
        if (mayBeNull && other.mayBeNull) {
            return true;
        }
        return !allNull && !other.allNull && !isAbove(least, other.most) && !isAbove(other.least, most);
    }

    private static boolean isAbove(Optional<Bound> bound, Optional<Bound> other) {
        return bound.isPresent() && other.isPresent() && bound.get().compareTo(other.get()) > 0;
    }

    /**
     * A value by its {@link Measure}; bounds of one column compare as its values do.
     *
     * @param number zero for a text
     * @param bytes of a text in UTF-8, one character each; empty for a number
     */
    public record Bound(BigDecimal number, String bytes) implements Comparable<Bound> {
        static Bound of(BigDecimal number) {
            return new Bound(number, "");
        }

        static Bound of(long number) {
            return of(BigDecimal.valueOf(number));
        }

        static Bound of(byte[] utf8) {
            return new Bound(BigDecimal.ZERO, new String(utf8, StandardCharsets.ISO_8859_1));
        }

        /** The text. */
        public String text() {
            return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        }

        @Override
        public int compareTo(Bound other) {
            int numbers = number.compareTo(other.number);
            return numbers == 0 ? bytes.compareTo(other.bytes) : numbers;
        }
    }
}
