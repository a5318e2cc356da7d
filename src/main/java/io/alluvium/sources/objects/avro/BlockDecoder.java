package io.alluvium.sources.objects.avro;

import io.alluvium.sources.objects.typed.BrokenFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Decodes what lies in memory, and never more. The library's own decoder asks for as much memory as any length says that it
 * reads.
 */
final class BlockDecoder extends Decoder {
    /** Of items that take no bytes at all, as nulls do. */
    private static final int MOST_EMPTY_ITEMS = 1 << 20;

    private final byte[] bytes;
    private final int end;
    private int at;

    BlockDecoder(byte[] bytes, int length) {
        this.bytes = bytes;
        this.end = length;
    }

    /** Where the next byte lies. */
    int position() {
        return at;
    }

    private int take(long length) throws BrokenFileException {
        if (length < 0 || length > end - at) {
            throw new BrokenFileException("a value that goes on beyond what there is");
        }
        int start = at;
        at += (int) length;
        return start;
    }

    @Override
    public long readLong() throws BrokenFileException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = bytes[take(1)];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw new BrokenFileException("a number of more than 64 bits");
    }

    @Override
    public int readInt() throws BrokenFileException {
        long value = readLong();
        if (value != (int) value) {
            throw new BrokenFileException("a number of more than 32 bits");
        }
        return (int) value;
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws BrokenFileException {
        byte value = bytes[take(1)];
        if (value != 0 && value != 1) {
            throw new BrokenFileException("a truth value that is neither");
        }
        return value == 1;
    }

    @Override
    public float readFloat() throws BrokenFileException {
        return ByteBuffer.wrap(bytes, take(Float.BYTES), Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getFloat();
    }

    @Override
    public double readDouble() throws BrokenFileException {
        return ByteBuffer.wrap(bytes, take(Double.BYTES), Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getDouble();
    }

    @Override
    public Utf8 readString(Utf8 old) throws BrokenFileException {
        int length = readLength();
        byte[] text = new byte[length];
        System.arraycopy(bytes, take(length), text, 0, length);
        return new Utf8(text);
    }

    private int readLength() throws BrokenFileException {
        long length = readLong();
        if (length < 0 || length > end - at) {
            throw new BrokenFileException("a value that goes on beyond what there is");
        }
        return (int) length;
    }

    @Override
    public String readString() throws BrokenFileException {
        int length = readLength();
        return new String(bytes, take(length), length, StandardCharsets.UTF_8);
    }

    @Override
    public void skipString() throws BrokenFileException {
        skipBytes();
    }

    @Override
    public ByteBuffer readBytes(ByteBuffer old) throws BrokenFileException {
        int length = readLength();
        byte[] copy = new byte[length];
        System.arraycopy(bytes, take(length), copy, 0, length);
        return ByteBuffer.wrap(copy);
    }

    @Override
    public void skipBytes() throws BrokenFileException {
        take(readLength());
    }

    @Override
    public void readFixed(byte[] to, int start, int length) throws BrokenFileException {
        System.arraycopy(bytes, take(length), to, start, length);
    }

    @Override
    public void skipFixed(int length) throws BrokenFileException {
        take(length);
    }

    @Override
    public int readEnum() throws BrokenFileException {
        return readInt();
    }

    /** How many items follow; before a negative number of them stands how many bytes they take. */
    private long readCount() throws BrokenFileException {
        long count = readLong();
        if (count < 0) {
            readLength();
            count = -count;
        }
        if (count < 0 || count > Math.max(end - at, MOST_EMPTY_ITEMS)) {
            throw new BrokenFileException("more items than there are bytes");
        }
        return count;
    }

    @Override
    public long readArrayStart() throws BrokenFileException {
        return readCount();
    }

    @Override
    public long arrayNext() throws BrokenFileException {
        return readCount();
    }

    @Override
    public long skipArray() throws BrokenFileException {
        return readCount();
    }

    @Override
    public long readMapStart() throws BrokenFileException {
        return readCount();
    }

    @Override
    public long mapNext() throws BrokenFileException {
        return readCount();
    }

    @Override
    public long skipMap() throws BrokenFileException {
        return readCount();
    }

    @Override
    public int readIndex() throws BrokenFileException {
        return readInt();
    }
}
