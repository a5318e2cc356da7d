package io.alluvium.column;

import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that are put together in memory, numbers little-endian as in Parquet; reused, so that memory is taken once. */
final class ByteSink extends OutputStream {
    static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[256];
    private int size;

    /** The bytes themselves, the first {@link #size}; replaced when they grow. */
    byte[] array() {
        return bytes;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    void shorten(int newSize) {
        size = newSize;
    }

    /** Makes room for bytes that the caller fills in, and counts them as written. Returns where they begin. */
    int claim(int length) {
        int start = size;
        long needed = (long) size + length;
        if (needed > bytes.length) {
            if (needed > Integer.MAX_VALUE - 16) {
                throw new IllegalStateException("more than 2 GB in one page");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 16, Math.max(needed, bytes.length * 2L)));
        }
        size = (int) needed;
        return start;
    }

    @Override
    public void write(int value) {
        int at = claim(1);
        bytes[at] = (byte) value;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        int at = claim(length);
        System.arraycopy(source, offset, bytes, at, length);
    }

    void putInt(int value) {
        int at = claim(4);
        INT.set(bytes, at, value);
    }

    void setInt(int at, int value) {
        INT.set(bytes, at, value);
    }

    /** An unsigned number, seven bits a byte, lowest first (ULEB128). */
    void putVarint(long unsigned) {
        long rest = unsigned;
        while ((rest & ~0x7FL) != 0) {
            write((int) rest & 0x7F | 0x80);
            rest >>>= 7;
        }
        write((int) rest);
    }

    /** A signed number of small magnitude. */
    void putZigZag(long value) {
        putVarint(value << 1 ^ value >> 63);
    }
}
