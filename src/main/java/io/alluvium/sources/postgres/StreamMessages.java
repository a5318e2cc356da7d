package io.alluvium.sources.postgres;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Objects;

/**
 * Messages cut from the stream of a connection, of which they are seen in place: nothing is copied and nothing made for a
 * row. The stream is read beyond what the driver knows of, so that the connection is of no use afterwards but to be closed.
 */
final class StreamMessages implements CopyMessages {
    private static final int BLOCK = 1 << 16;
    /** A buffer that grew beyond it for one large row is given up after it. */
    private static final int LARGE = 4 << 20;
    /** The server makes none of more than a gigabyte. */
    private static final int LONGEST = 1 << 30;

    /** Type and length, which counts itself. */
    private static final int HEAD = 1 + Integer.BYTES;

    private final InputStream stream;
    private byte[] buffer;
    private int begin;
    private int end;
    private int from;
    private int to;

    /**
     * @param head what was taken from the stream already
     * @param stream the rest
     */
    StreamMessages(byte[] head, InputStream stream) {
        this.stream = Objects.requireNonNull(stream, "stream");
        this.buffer = new byte[Math.max(BLOCK, head.length)];
        System.arraycopy(head, 0, buffer, 0, head.length);
        this.end = head.length;
    }

    @Override
    public boolean next() throws SQLException {
        try {
            while (true) {
                switch (message()) {
                    case 'd' -> {
                        return true;
                    }
                    case 'Z' -> {
                        return false;
                    }
                    case 'E' -> throw new SQLException("the server ended the COPY", state());
                    // The end of the rows, what the command did, and notices that may come at any time.
                    case 'c', 'C', 'S', 'N', 'A' -> {}
                    default -> throw broken();
                }
            }
        } catch (IOException e) {
            throw new SQLException("the connection ended in the middle of a COPY", "08006", e);
        }
    }

    /** Goes to the next message; returns its type. */
    private int message() throws IOException, SQLException {
        need(HEAD);
        int length = BigEndian.int32(buffer, begin + 1);
        if (length < Integer.BYTES || length > LONGEST) {
            throw broken();
        }
        need(1 + length);
        int type = buffer[begin];
        from = begin + HEAD;
        to = begin + 1 + length;
        begin = to;
        return type;
    }

    private void need(int count) throws IOException {
        int held = end - begin;
        if (held >= count) {
            return;
        }
        if (count > buffer.length || buffer.length > LARGE && Math.max(held, count) <= BLOCK) {
            byte[] other = new byte[Math.max(count, BLOCK)];
            System.arraycopy(buffer, begin, other, 0, held);
            buffer = other;
            begin = 0;
        } else if (begin > buffer.length - count) {
            System.arraycopy(buffer, begin, buffer, 0, held);
            begin = 0;
        }
        end = begin + held;
        while (end - begin < count) {
            int read = stream.read(buffer, end, buffer.length - end);
            if (read <= 0) {
                throw new EOFException();
            }
            end += read;
        }
    }

    /** The code of an error: fields of a letter and a text that ends with zero. The other fields may hold values. */
    private String state() throws SQLException {
        int at = from;
        while (at < to && buffer[at] != 0) {
            int text = at + 1;
            int zero = text;
            while (zero < to && buffer[zero] != 0) {
                zero++;
            }
            if (buffer[at] == 'C') {
                return new String(buffer, text, zero - text, StandardCharsets.US_ASCII);
            }
            at = zero + 1;
        }
        throw broken();
    }

    private static SQLException broken() {
        return new SQLException("not the protocol of PostgreSQL", "08P01");
    }

    @Override
    public byte[] bytes() {
        return buffer;
    }

    @Override
    public boolean isNextHere() {
        int held = end - begin;
        return held >= HEAD && buffer[begin] == 'd' && held > BigEndian.int32(buffer, begin + 1);
    }

    @Override
    public int from() {
        return from;
    }

    @Override
    public int to() {
        return to;
    }
}
