package io.alluvium.sources.objects.record;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file around the record that is being cut. They are kept from the record's beginning on, up to a limit; what a
 * longer record has before {@link #at} is gathered as text that is no row.
 */
public final class RecordWindow implements Closeable {
    /** What is read where the file is at its end. No byte: 0xFF is -1. */
    public static final int END = 1 << Byte.SIZE;

    private static final int FIRST_BYTES = 256 << 10;

    private static final InputStream NOTHING = InputStream.nullInputStream();

    private final InputStream in;
    private final int mostBytes;
    private byte[] bytes;
    private int start;
    private int at;
    private int limit;
    /** Where the first byte of the array lies in the file. */
    private long offset;

    private CorruptText.@Nullable Gathering gathered;
    private boolean ended;

    /** @param mostBytes of a record that is kept whole */
    public RecordWindow(InputStream in, int mostBytes) {
        this(in, mostBytes, 0);
    }

    /** @param offset of the stream's first byte in the file */
    public RecordWindow(InputStream in, int mostBytes, long offset) {
        this.in = in;
        this.mostBytes = mostBytes;
        this.offset = offset;
        this.bytes = new byte[Math.min(FIRST_BYTES, mostBytes)];
    }

    /** A window that holds nothing yet. */
    public static RecordWindow empty() {
        RecordWindow window = new RecordWindow(NOTHING, 0);
        window.ended = true;
        return window;
    }

    /**
     * Holds these bytes and no others.
     *
     * @param held not a copy
     * @param from where a record begins
     * @param position of that record in the file
     */
    public void hold(byte[] held, int from, int to, long position) {
        bytes = held;
        start = from;
        at = from;
        limit = to;
        offset = position - from;
        gathered = null;
        ended = true;
    }

    /** Holds a copy of what another one has between the beginning of its record and {@link #at}. */
    void copy(RecordWindow other) {
        int length = other.length();
        byte[] own = bytes.length < length ? new byte[Math.max(length, FIRST_BYTES)] : bytes;
        System.arraycopy(other.bytes, other.start, own, 0, length);
        hold(own, 0, length, other.position());
    }

    /** Whether nothing follows after {@link #limit}. */
    public boolean isEnded() {
        return ended;
    }

    /** The next record begins here. */
    public void begin() {
        start = at;
        gathered = null;
    }

    public byte[] bytes() {
        return bytes;
    }

    /** Where the record begins in {@link #bytes}; changes whenever more is read. */
    public int start() {
        return start;
    }

    public int at() {
        return at;
    }

    public int limit() {
        return limit;
    }

    public void moveTo(int position) {
        at = position;
    }

    public void skip(int count) {
        at += count;
    }

    /** Bytes of the record so far; without meaning where it {@link #isTooLong}. */
    public int length() {
        return at - start;
    }

    /** Whether the record's beginning is not kept any more. */
    public boolean isTooLong() {
        return gathered != null;
    }

    /** Where the record begins in the file. */
    public long position() {
        return offset + start - (gathered == null ? 0 : gathered.length());
    }

    /** The record as written, up to that many bytes from {@link #start}. */
    public CorruptText text(int length, String why) {
        if (gathered == null) {
            return CorruptText.of(bytes, start, length, why);
        }
        gathered.add(bytes, start, length);
        CorruptText text = gathered.end(why);
        gathered = null;
        return text;
    }

    /** The byte at {@link #at}, or {@link #END}. */
    public int peek() throws IOException {
        return at < limit || more() ? bytes[at] : END;
    }

    /** The byte that many places further on, or {@link #END}. */
    public int peek(int ahead) throws IOException {
        while (at + ahead >= limit) {
            if (!more()) {
                return END;
            }
        }
        return bytes[at + ahead];
    }

    /** Reads on; false at the end of the file. */
    public boolean more() throws IOException {
        if (ended) {
            return false;
        }
        makeRoom();
        int read = in.read(bytes, limit, bytes.length - limit);
        ended = read < 0;
        limit += Math.max(read, 0);
        return !ended;
    }

    private void makeRoom() {
        if (limit < bytes.length) {
            return;
        }
        if (start == 0 && bytes.length < mostBytes) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(mostBytes, bytes.length * 2L));
            return;
        }
        if (start == 0) {
            gather();
        }
        System.arraycopy(bytes, start, bytes, 0, limit - start);
        offset += start;
        at -= start;
        limit -= start;
        start = 0;
    }

    private void gather() {
        if (gathered == null) {
            gathered = new CorruptText.Gathering();
        }
        gathered.add(bytes, 0, at);
        start = at;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
