package io.alluvium.column;

import java.util.Arrays;

/**
 * Byte strings in the order of their bytes: unsigned, as strings and binaries are ordered, or as big-endian two's
 * complement numbers of one length. Only so many leading bytes are looked at; statistics keep fewer.
 */
final class BytesRange implements ValueRange {
    /** More than the 66 characters of up to four bytes each that Delta's statistics can depend on. */
    static final int LOOKED_AT = 512;

    private final boolean signed;
    private byte[] least = new byte[0];
    private byte[] most = new byte[0];
    private boolean empty = true;
    /** The first eight bytes of the bounds in their order, which settle most comparisons. */
    private long leastKey;

    private long mostKey;

    BytesRange(boolean signed) {
        this.signed = signed;
    }

    void include(byte[] source, int offset, int fullLength) {
        int length = Math.min(fullLength, LOOKED_AT);
        long key = key(source, offset, length);
        if (empty) {
            setLeast(source, offset, length, key);
            setMost(source, offset, length, key);
            empty = false;
            return;
        }
        if (key < leastKey || key == leastKey && compare(source, offset, length, least) < 0) {
            setLeast(source, offset, length, key);
        }
        if (key > mostKey || key == mostKey && compare(source, offset, length, most) > 0) {
            setMost(source, offset, length, key);
        }
    }

    void include(BytesRange other) {
        if (!other.empty) {
            include(other.least, 0, other.least.length);
            include(other.most, 0, other.most.length);
        }
    }

    private void setLeast(byte[] source, int offset, int length, long key) {
        least = Arrays.copyOfRange(source, offset, offset + length);
        leastKey = key;
    }

    private void setMost(byte[] source, int offset, int length, long key) {
        most = Arrays.copyOfRange(source, offset, offset + length);
        mostKey = key;
    }

    /** With equal keys the sign is settled, so the rest is unsigned either way. */
    private static int compare(byte[] source, int offset, int length, byte[] bound) {
        return Arrays.compareUnsigned(source, offset, offset + length, bound, 0, bound.length);
    }

    /** Orders as the bytes do wherever two keys differ. */
    private long key(byte[] source, int offset, int length) {
        long word;
        if (length >= 8) {
            word = Long.reverseBytes((long) ByteSink.LONG.get(source, offset));
        } else {
            word = 0;
            for (int i = 0; i < 8; i++) {
                word = word << 8 | (i < length ? source[offset + i] & 0xFF : 0);
            }
        }
        return signed ? word : word ^ Long.MIN_VALUE;
    }

    /** The smallest value's leading bytes. */
    byte[] least() {
        return least;
    }

    /** The largest value's leading bytes. */
    byte[] most() {
        return most;
    }

    @Override
    public boolean isEmpty() {
        return empty;
    }

    @Override
    public void clear() {
        empty = true;
    }
}
