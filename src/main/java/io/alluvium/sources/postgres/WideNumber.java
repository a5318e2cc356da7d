package io.alluvium.sources.postgres;

/** A whole number of 128 bits that is built digit by digit. */
final class WideNumber {
    private static final long LOW_HALF = 0xFFFF_FFFFL;

    private final byte[] bytes = new byte[2 * Long.BYTES];
    private long high;
    private long low;

    void clear() {
        high = 0;
        low = 0;
    }

    /** Multiplies and adds. Both are small, positive and below 2³¹; the result stays below 2¹²⁷. */
    void timesPlus(int factor, int summand) {
        long first = (low & LOW_HALF) * factor + summand;
        long second = (low >>> Integer.SIZE) * factor + (first >>> Integer.SIZE);
        low = second << Integer.SIZE | first & LOW_HALF;
        high = high * factor + (second >>> Integer.SIZE);
    }

    void negate() {
        low = -low;
        high = low == 0 ? -high : ~high;
    }

    /** Big-endian two's complement; overwritten by the next call. */
    byte[] bytes() {
        BigEndian.putInt64(bytes, 0, high);
        BigEndian.putInt64(bytes, Long.BYTES, low);
        return bytes;
    }
}
