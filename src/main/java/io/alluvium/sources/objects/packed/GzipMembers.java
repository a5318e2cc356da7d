package io.alluvium.sources.objects.packed;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * What was packed by gzip, in one go or in several that were joined. Zeros at the end are no part of it: tapes and archives fill
 * their blocks with them. Anything else that stands there was meant to be read, and cannot be.
 */
final class GzipMembers extends InputStream {
    private final BufferedInputStream packed;
    private InputStream member;
    private boolean ended;

    /** @param packed not empty; closed with this */
    GzipMembers(BufferedInputStream packed) throws IOException {
        this.packed = packed;
        this.member = opened();
    }

    private InputStream opened() throws IOException {
        return new GzipCompressorInputStream(new Unclosed(packed), false);
    }

    /** It leaves the bytes behind a member where they are, and would close them with it. */
    private static final class Unclosed extends FilterInputStream {
        Unclosed(InputStream in) {
            super(in);
        }

        @Override
        public void close() {}
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
            int read = member.read(into, offset, length);
            if (read >= 0) {
                return read;
            }
            goOn();
        }
        return -1;
    }

    private void goOn() throws IOException {
        packed.mark(1);
        int next = packed.read();
        if (next > 0) {
            packed.reset();
            member = opened();
            return;
        }
        while (next == 0) {
            next = packed.read();
        }
        if (next > 0) {
            throw new DamagedException("something else behind what is packed");
        }
        ended = true;
    }

    @Override
    public void close() throws IOException {
        member.close();
        packed.close();
    }
}
