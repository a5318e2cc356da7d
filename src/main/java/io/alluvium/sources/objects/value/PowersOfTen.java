package io.alluvium.sources.objects.value;

/** Powers of ten as floating-point numbers know them. */
final class PowersOfTen {
    /** The largest power of ten that a double holds exactly. */
    static final int MOST_EXACT = 22;

    private static final double[] EXACT = new double[MOST_EXACT + 1];
    private static final long[] FIVES = new long[MOST_EXACT + 1];

    static {
        EXACT[0] = 1;
        FIVES[0] = 1;
        for (int i = 1; i <= MOST_EXACT; i++) {
            EXACT[i] = EXACT[i - 1] * 10;
            FIVES[i] = FIVES[i - 1] * 5;
        }
    }

    private PowersOfTen() {}

    static double exact(long exponent) {
        return EXACT[(int) exponent];
    }

    /** Ten to a power, divided by two to the same. */
    static long five(int exponent) {
        return FIVES[exponent];
    }
}
