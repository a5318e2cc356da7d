package io.alluvium.sources.objects.value;

import java.math.BigDecimal;

/**
 * Numbers of 64 bits in base two. Such a number holds a text where it is the one nearest to it, and no farther from it
 * than half a unit of the last digit that is written: 0.1 is held, 9007199254740993 is not.
 */
final class NearestDouble implements FloatingDecoder.Nearest {
    /** Any number of as many digits is held, whatever its digits are (C's {@code DBL_DIG}). */
    private static final long ALWAYS_HELD = NumberText.power(15);

    /** No double has a digit beyond these powers of ten. */
    private static final int LEAST_POWER = -1074;

    private static final int MOST_POWER = 309;

    private static final long FRACTION = (1L << 52) - 1;

    @Override
    public double to(NumberText number) {
        if (number.isShort()) {
            if (number.digits() >= ALWAYS_HELD) {
                number.strip();
            }
            long digits = number.digits();
            long scale = number.scale();
            if (digits < ALWAYS_HELD && Math.abs(scale) <= PowersOfTen.MOST_EXACT) {
                // Both are exact, and one operation rounds once (Clinger, How to read floating point numbers
                // accurately).
                return scale < 0 ? digits * PowersOfTen.exact(-scale) : digits / PowersOfTen.exact(scale);
            }
            if (scale > 0 && scale <= PowersOfTen.MOST_EXACT) {
                return nearest(number, digits, (int) scale);
            }
        }
        return nearestOfAny(number);
    }

    /**
     * Of more digits than are always held. The quotient of rounded numbers is at most one step off; how far it is from
     * the text is reckoned in whole numbers of 64 bits, where all that overflows is the same on both sides.
     */
    private double nearest(NumberText number, long digits, int scale) {
        long bits = Double.doubleToRawLongBits(digits / PowersOfTen.exact(scale));
        long significand = bits & FRACTION | FRACTION + 1;
        int shift = -(scale + (int) (bits >>> 52) - 1075);
        if (shift <= 0 || shift >= Long.SIZE) {
            return nearestOfAny(number);
        }
        long step = PowersOfTen.five(scale);
        long distance = significand * step - (digits << shift);
        if (2 * Math.abs(distance) > step) {
            int way = distance > 0 ? -1 : 1;
            bits += way;
            distance += way * step;
        }
        boolean atPowerOfTwo = (bits + 1 & FRACTION) <= 2;
        if (2 * Math.abs(distance) > step || atPowerOfTwo) {
            return nearestOfAny(number);
        }
        return Math.abs(distance) <= 1L << shift - 1 ? Double.longBitsToDouble(bits) : Double.NaN;
    }

    private double nearestOfAny(NumberText number) {
        if (!number.liesBetween(LEAST_POWER, MOST_POWER)) {
            return Double.NaN;
        }
        BigDecimal written = number.decimal();
        double nearest = written.doubleValue();
        return FloatingDecoder.holds(nearest, written) ? nearest : Double.NaN;
    }
}
