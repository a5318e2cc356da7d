package io.alluvium.column;

/**
 * Floating-point numbers, NaN counted apart. Of zeros that differ in sign alone the first one stays, as in Spark's own
 * aggregates.
 */
final class DoubleRange implements ValueRange {
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;
    private boolean numbers;
    private boolean nans;
    private boolean negativeZero;

    void include(double value) {
        if (Double.isNaN(value)) {
            nans = true;
            return;
        }
        if (!numbers || value < least) {
            least = value;
        }
        if (!numbers || value > most) {
            most = value;
        }
        negativeZero |= value == 0 && 1 / value < 0;
        numbers = true;
    }

    void include(DoubleRange other) {
        nans |= other.nans;
        if (other.numbers) {
            include(other.least);
            include(other.most);
        }
    }

    boolean hasNaN() {
        return nans;
    }

    /** Whether there is a zero that equals another of different bits. */
    boolean hasNegativeZero() {
        return negativeZero;
    }

    /** NaN if there was nothing else. */
    double least() {
        return numbers ? least : Double.NaN;
    }

    /** NaN as soon as there is one: Spark sorts it above all numbers. */
    double most() {
        return nans ? Double.NaN : most;
    }

    @Override
    public boolean isEmpty() {
        return !numbers && !nans;
    }

    @Override
    public void clear() {
        least = Double.POSITIVE_INFINITY;
        most = Double.NEGATIVE_INFINITY;
        numbers = false;
        nans = false;
        negativeZero = false;
    }
}
