package io.alluvium.sources.objects.value;

import java.math.BigDecimal;

/** Numbers of 32 bits in base two, by the rule of {@link NearestDouble}: 0.1 is held, 16777217 is not. */
final class NearestFloat implements FloatingDecoder.Nearest {
    /** Any number of as many digits is held, whatever its digits are (C's {@code FLT_DIG}). */
    private static final long ALWAYS_HELD = NumberText.power(6);

    /** The largest power of ten that a float holds exactly. */
    private static final int MOST_EXACT = 10;

    /** Whole numbers below it are exact in a double. */
    private static final long EXACT_IN_DOUBLE = 1L << 53;

    /** What a double has beyond a float. */
    private static final long BEYOND = (1L << 29) - 1;

    private static final int LEAST_POWER = -149;
    private static final int MOST_POWER = 39;

    @Override
    public double to(NumberText number) {
        if (number.isShort()) {
            if (number.digits() >= ALWAYS_HELD) {
                number.strip();
            }
            long digits = number.digits();
            long scale = number.scale();
            if (digits < ALWAYS_HELD && Math.abs(scale) <= MOST_EXACT) {
                float power = (float) PowersOfTen.exact(Math.abs(scale));
                return scale < 0 ? digits * power : digits / power;
            }
            if (digits < EXACT_IN_DOUBLE && scale > 0 && scale <= PowersOfTen.MOST_EXACT) {
                return nearest(number, digits, (int) scale);
            }
        }
        return nearestOfAny(number);
    }

    private float nearest(NumberText number, long digits, int scale) {
        double quotient = digits / PowersOfTen.exact(scale);
        float nearest = (float) quotient;
        boolean midway = (Double.doubleToRawLongBits(quotient) & BEYOND) == (BEYOND + 1) / 2;
        int bits = Float.floatToRawIntBits(nearest);
        int shift = -(scale + (bits >>> 23) - 150);
        if (midway || shift <= 0 || shift >= Long.SIZE) {
            return nearestOfAny(number);
        }
        long significand = bits & 0x7F_FFFF | 0x80_0000;
        long distance = significand * PowersOfTen.five(scale) - (digits << shift);
        return Math.abs(distance) <= 1L << shift - 1 ? nearest : Float.NaN;
    }

    private float nearestOfAny(NumberText number) {
        if (!number.liesBetween(LEAST_POWER, MOST_POWER)) {
            return Float.NaN;
        }
        BigDecimal written = number.decimal();
        float nearest = written.floatValue();
        return FloatingDecoder.holds(nearest, written) ? nearest : Float.NaN;
    }
}
