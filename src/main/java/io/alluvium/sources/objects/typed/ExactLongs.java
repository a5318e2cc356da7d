package io.alluvium.sources.objects.typed;

import io.alluvium.column.LongValues;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Numbers that fit 64 bits once they have the column's scale, in a range. */
final class ExactLongs extends ExactValues {
    private final LongValues column;
    private final int shift;
    private final long least;
    private final long most;

    /** @param shift how many more digits behind the point the column has than the values */
    ExactLongs(LongValues column, int shift, long least, long most) {
        super(column);
        this.column = column;
        this.shift = shift;
        this.least = least;
        this.most = most;
    }

    @Override
    public boolean append(long value) {
        if (shift != 0) {
            return shifted(BigInteger.valueOf(value));
        }
        if (value < least || value > most) {
            return false;
        }
        column.append(value);
        return true;
    }

    private boolean shifted(BigInteger unscaled) {
        BigDecimal whole = new BigDecimal(unscaled, -shift);
        if (whole.signum() != 0 && whole.stripTrailingZeros().scale() > 0) {
            return false;
        }
        BigInteger value = whole.toBigInteger();
        if (value.bitLength() > 63) {
            return false;
        }
        long fitting = value.longValue();
        if (fitting < least || fitting > most) {
            return false;
        }
        column.append(fitting);
        return true;
    }

    @Override
    public boolean append(double value) {
        // Every double of at least 2^63 is out of range, and so would be what a cast makes of it.
        if (shift != 0 || value != Math.rint(value) || value < -0x1p63 || value >= 0x1p63) {
            return false;
        }
        return append((long) value);
    }

    @Override
    public boolean append(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return false;
        }
        if (length > Long.BYTES || shift != 0) {
            return shifted(new BigInteger(bytes, offset, length));
        }
        long value = bytes[offset];
        for (int i = 1; i < length; i++) {
            value = value << 8 | bytes[offset + i] & 0xFF;
        }
        return append(value);
    }
}
