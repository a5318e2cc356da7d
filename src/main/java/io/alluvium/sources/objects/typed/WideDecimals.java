package io.alluvium.sources.objects.typed;

import io.alluvium.column.BytesValues;
import java.math.BigInteger;
import java.util.Arrays;

/** Decimals of more digits than 64 bits hold. */
final class WideDecimals extends ExactValues {
    private static final int BYTES = 16;

    private final BytesValues column;
    private final int shift;
    private final BigInteger beyond;
    private final byte[] wide = new byte[BYTES];

    /** @param shift how many more digits behind the point the column has than the values */
    WideDecimals(BytesValues column, int shift, int precision) {
        super(column);
        this.column = column;
        this.shift = shift;
        this.beyond = BigInteger.TEN.pow(precision);
    }

    @Override
    public boolean append(long value) {
        if (shift != 0) {
            return append(BigInteger.valueOf(value));
        }
        Arrays.fill(wide, 0, Long.BYTES, (byte) (value < 0 ? -1 : 0));
        for (int i = 0; i < Long.BYTES; i++) {
            wide[BYTES - 1 - i] = (byte) (value >> 8 * i);
        }
        column.append(wide);
        return true;
    }

    @Override
    public boolean append(byte[] bytes, int offset, int length) {
        return length > 0 && append(new BigInteger(bytes, offset, length));
    }

    private boolean append(BigInteger unscaled) {
        BigInteger value = unscaled;
        if (shift > 0) {
            value = unscaled.multiply(BigInteger.TEN.pow(shift));
        } else if (shift < 0) {
            BigInteger[] parts = unscaled.divideAndRemainder(BigInteger.TEN.pow(-shift));
            if (parts[1].signum() != 0) {
                return false;
            }
            value = parts[0];
        }
        if (value.abs().compareTo(beyond) >= 0) {
            return false;
        }
        byte[] narrow = value.toByteArray();
        Arrays.fill(wide, 0, BYTES - narrow.length, (byte) (value.signum() < 0 ? -1 : 0));
        System.arraycopy(narrow, 0, wide, BYTES - narrow.length, narrow.length);
        column.append(wide);
        return true;
    }
}
