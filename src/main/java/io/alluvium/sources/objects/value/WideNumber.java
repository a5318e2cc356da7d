package io.alluvium.sources.objects.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** A whole number of 128 bits that is built digit by digit. */
final class WideNumber {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes = new byte[2 * Long.BYTES];
    private long high;
    private long low;

    void clear() {
        high = 0;
        low = 0;
    }

    void set(long value) {
        high = value >> Long.SIZE - 1;
        low = value;
    }

    /** Up to 38 digits fit. */
    void timesTenPlus(int digit) {
        long eightfold = low << 3;
        long twofold = low << 1;
        long sum = eightfold + twofold;
        long carried = (low >>> 61) + (low >>> 63) + (Long.compareUnsigned(sum, eightfold) < 0 ? 1 : 0);
        low = sum + digit;
        high = high * 10 + carried + (Long.compareUnsigned(low, sum) < 0 ? 1 : 0);
    }

    void negate() {
        low = -low;
        high = low == 0 ? -high : ~high;
    }

    boolean fitsLong() {
        return high == low >> Long.SIZE - 1;
    }

    /** The number, where it {@link #fitsLong fits}. */
    long longValue() {
        return low;
    }

    /** Big-endian two's complement; overwritten by the next call. */
    byte[] bytes() {
        LONG.set(bytes, 0, high);
        LONG.set(bytes, Long.BYTES, low);
        return bytes;
    }
}
