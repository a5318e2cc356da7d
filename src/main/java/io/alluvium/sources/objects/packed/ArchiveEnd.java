package io.alluvium.sources.objects.packed;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of an archive, whose last ones say how many files lie in it. Without them nobody knows whether it was cut off. */
final class ArchiveEnd extends FilterInputStream {
    private static final int END = 0x06054b50;
    private static final int END_LENGTH = 22;
    private static final int END_64 = 0x06064b50;
    private static final int END_64_LENGTH = 56;
    private static final int LOCATOR_LENGTH = 20;
    private static final int LONGEST_COMMENT = 0xFFFF;
    private static final int KEPT = LONGEST_COMMENT + END_LENGTH + LOCATOR_LENGTH + END_64_LENGTH;

    /** The last bytes that were read; the oldest of them stands at {@link #next} once there are so many. */
    private final byte[] last = new byte[KEPT];

    private int next;
    private long count;

    ArchiveEnd(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = in.read(into, offset, length);
        if (read > 0) {
            int from = Math.max(0, read - KEPT);
            keep(into, offset + from, read - from);
            count += read;
        }
        return read;
    }

    private void keep(byte[] bytes, int from, int length) {
        int first = Math.min(length, KEPT - next);
        System.arraycopy(bytes, from, last, next, first);
        System.arraycopy(bytes, from + first, last, 0, length - first);
        next = (next + length) % KEPT;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /**
     * Reads to the end.
     *
     * @return how many entries the archive has by what it says itself
     * @throws DamagedException where it says nothing
     */
    long entries() throws IOException {
        transferTo(OutputStream.nullOutputStream());
        ByteBuffer tail = ByteBuffer.wrap(inOrder()).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = tail.limit() - END_LENGTH; at >= 0; at--) {
            if (tail.getInt(at) == END && at + END_LENGTH + (tail.getShort(at + 20) & 0xFFFF) == tail.limit()) {
                return entries(tail, at);
            }
        }
        throw new DamagedException("cut off, or no zip archive");
    }

    private static long entries(ByteBuffer tail, int end) {
        int large = end - LOCATOR_LENGTH - END_64_LENGTH;
        int few = tail.getShort(end + 10) & 0xFFFF;
        return few == 0xFFFF && large >= 0 && tail.getInt(large) == END_64 ? tail.getLong(large + 32) : few;
    }

    private byte[] inOrder() {
        int length = (int) Math.min(count, KEPT);
        byte[] ordered = new byte[length];
        int from = count <= KEPT ? 0 : next;
        int first = Math.min(length, KEPT - from);
        System.arraycopy(last, from, ordered, 0, first);
        System.arraycopy(last, 0, ordered, first, length - first);
        return ordered;
    }
}
