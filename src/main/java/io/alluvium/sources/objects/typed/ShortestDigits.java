package io.alluvium.sources.objects.typed;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/** Floating-point numbers in as few digits as tell each from all others, as PostgreSQL writes them. */
final class ShortestDigits {
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final int MOST_DIGITS = 17;
    private static final int LEAST_EXPONENT = -4;

    private final BigDecimal value;
    /** What lies between these, bounds excluded, is read as the number. */
    private final BigDecimal below;

    private final BigDecimal above;

    private ShortestDigits(double positive, boolean single) {
        this.value = new BigDecimal(positive);
        BigDecimal before = new BigDecimal(single ? Math.nextDown((float) positive) : Math.nextDown(positive));
        double next = single ? Math.nextUp((float) positive) : Math.nextUp(positive);
        // Behind the largest number the next one would be as far away as the one before.
        BigDecimal after = Double.isInfinite(next) ? value.add(value.subtract(before)) : new BigDecimal(next);
        this.below = value.add(before).divide(TWO);
        this.above = value.add(after).divide(TWO);
    }

    /** @param single whether the number has 32 bits, so that fewer digits tell it from others */
    static String text(double number, boolean single) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return Double.toString(number);
        }
        if (number == 0) {
            return "0";
        }
        BigDecimal digits =
                new ShortestDigits(Math.abs(number), single).digits().stripTrailingZeros();
        return (number < 0 ? "-" : "") + text(digits, single ? 6 : 15);
    }

    private static String text(BigDecimal digits, int leastExponent) {
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent >= LEAST_EXPONENT && exponent < leastExponent) {
            return digits.toPlainString();
        }
        String all = digits.unscaledValue().toString();
        String size = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : String.valueOf(Math.abs(exponent));
        return all.charAt(0) + (all.length() > 1 ? "." + all.substring(1) : "") + "e" + (exponent < 0 ? "-" : "+")
                + size;
    }

    private BigDecimal digits() {
        for (int count = 1; count < MOST_DIGITS; count++) {
            Optional<BigDecimal> found = ofLength(count);
            if (found.isPresent()) {
                return found.get();
            }
        }
        return value.round(new MathContext(MOST_DIGITS, RoundingMode.HALF_EVEN));
    }

    /** The nearest one of so many digits that is no other number. */
    private Optional<BigDecimal> ofLength(int count) {
        return List.of(RoundingMode.HALF_EVEN, RoundingMode.UP, RoundingMode.DOWN).stream()
                .map(mode -> value.round(new MathContext(count, mode)))
                .filter(digits -> digits.compareTo(below) > 0 && digits.compareTo(above) < 0)
                .findFirst();
    }
}
