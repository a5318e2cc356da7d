package io.alluvium.sources.objects.typed;

import io.alluvium.column.DoubleValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Floating-point numbers, and other numbers that one stands for. */
final class ExactDoubles extends ExactValues {
    private final DoubleValues column;
    private final boolean single;
    private final int scale;

    /** @param scale of whole numbers and decimals that come */
    ExactDoubles(DoubleValues column, boolean single, int scale) {
        super(column);
        this.column = column;
        this.single = single;
        this.scale = scale;
    }

    @Override
    public boolean append(double value) {
        // The bits of what is no number do not matter to anybody; whether it is one does.
        if (single && (float) value != value && !Double.isNaN(value)) {
            return false;
        }
        column.append(value);
        return true;
    }

    @Override
    public boolean append(long value) {
        if (scale != 0) {
            return append(BigInteger.valueOf(value));
        }
        double floating = value;
        // What rounds to 2^63 comes back as one less, which is a whole number of 64 bits too.
        return (long) floating == value && floating != 0x1p63 && append(floating);
    }

    @Override
    public boolean append(byte[] bytes, int offset, int length) {
        return length > 0 && append(new BigInteger(bytes, offset, length));
    }

    /** As with texts: rounded to as many digits as there were, it gives back the same. */
    private boolean append(BigInteger unscaled) {
        BigDecimal value = new BigDecimal(unscaled, scale);
        double floating = single ? value.floatValue() : value.doubleValue();
        return !Double.isInfinite(floating)
                && new BigDecimal(floating)
                                .setScale(scale, RoundingMode.HALF_EVEN)
                                .compareTo(value)
                        == 0
                && append(floating);
    }
}
