package io.alluvium.sources.objects;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks what gzip packed: one member after the other, to the end of the file. Java's own reader takes what follows the first
 * member for nothing where it cannot read it, or where the stream beneath has no bytes at hand just then.
 */
final class GzipMembers extends InputStream {
    private static final int MAGIC = 0x8B1F;
    private static final int DEFLATED = 8;
    private static final int HEADER_CHECK = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 check = new CRC32();
    private final byte[] packed = new byte[16 << 10];
    private int at;
    private int limit;
    private boolean ended;

    /** @throws IOException where the file does not begin as packed ones do; the stream stays open then */
    GzipMembers(InputStream in) throws IOException {
        this.in = in;
        try {
            readHeader(next());
        } catch (IOException e) {
            inflater.end();
            throw e;
        }
    }

    private boolean more() throws IOException {
        at = 0;
        limit = Math.max(0, in.read(packed, 0, packed.length));
        return limit > 0;
    }

    private int next() throws IOException {
        if (at == limit && !more()) {
            throw new EOFException("within what is packed");
        }
        return packed[at++] & 0xFF;
    }

    private int nextTwo() throws IOException {
        int low = next();
        return next() << 8 | low;
    }

    private void readHeader(int first) throws IOException {
        if ((next() << 8 | first) != MAGIC || next() != DEFLATED) {
            throw new ZipException("not packed by gzip");
        }
        int flags = next();
        if ((flags & RESERVED) != 0) {
            throw new ZipException("packed in an unknown way");
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(nextTwo());
        }
        skipText((flags & NAME) != 0);
        skipText((flags & COMMENT) != 0);
        skip((flags & HEADER_CHECK) != 0 ? 2 : 0);
        inflater.reset();
        check.reset();
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            next();
        }
    }

    private void skipText(boolean present) throws IOException {
        int last = present ? next() : 0;
        while (last != 0) {
            last = next();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            int count = inflate(into, offset, length);
            if (count > 0) {
                check.update(into, offset, count);
                return count;
            }
            if (inflater.finished()) {
                endMember();
            } else if (inflater.needsDictionary()) {
                throw new ZipException("packed with a dictionary");
            } else if (more()) {
                inflater.setInput(packed, 0, limit);
                at = limit;
            } else {
                throw new EOFException("within what is packed");
            }
        }
        return -1;
    }

    private int inflate(byte[] into, int offset, int length) throws IOException {
        if (at < limit && inflater.needsInput() && !inflater.finished()) {
            inflater.setInput(packed, at, limit - at);
            at = limit;
        }
        try {
            return inflater.inflate(into, offset, length);
        } catch (DataFormatException e) {
            throw (ZipException) new ZipException("broken").initCause(e);
        }
    }

    private void endMember() throws IOException {
        at = limit - inflater.getRemaining();
        long sum = nextTwo() | (long) nextTwo() << 16;
        long size = nextTwo() | (long) nextTwo() << 16;
        if (sum != check.getValue() || size != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
            throw new ZipException("unpacked to something else than was packed");
        }
        int following = passOverZeros();
        if (following < 0) {
            ended = true;
        } else {
            readHeader(following);
        }
    }

    /** Tapes and blocks are filled up with them. Gives the byte that follows, or a negative number at the end. */
    private int passOverZeros() throws IOException {
        while (at < limit || more()) {
            int following = next();
            if (following != 0) {
                return following;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        ended = true;
        inflater.end();
        in.close();
    }
}
