package io.alluvium.sources.objects.packed;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/** A file while it is unpacked. Each error says whether the store failed or the file is damaged. */
final class UnpackedStream extends FilterInputStream {
    private static final int BUFFER = 64 << 10;

    private final StoredBytes stored;

    private UnpackedStream(InputStream unpacking, StoredBytes stored) {
        super(unpacking);
        this.stored = stored;
    }

    /** Unpacks what is one file; several that were packed and then joined are one. Closes nothing where it throws. */
    static InputStream of(InputStream in, StoredBytes stored, Packing packing) throws IOException {
        if (packing == Packing.NONE) {
            return in;
        }
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
        try {
            requireBytes(buffered);
            InputStream unpacking = switch (packing) {
                case GZIP -> new GzipMembers(buffered);
                case ZSTD -> new ZstdInputStreamNoFinalizer(buffered);
                case BZIP2 -> new BZip2CompressorInputStream(buffered, true);
                case NONE, ZIP -> throw new DamagedException("an archive in an archive");
            };
            return new UnpackedStream(unpacking, stored);
        } catch (IOException e) {
            throw stored.meaning(e);
        }
    }

    /** What is packed has at least a beginning; that of a file that was never written is missing. */
    private static void requireBytes(InputStream buffered) throws IOException {
        buffered.mark(1);
        if (buffered.read() < 0) {
            throw new DamagedException("empty");
        }
        buffered.reset();
    }

    /** What lies in an archive. */
    static InputStream inArchive(InputStream entry, StoredBytes stored) {
        return new UnpackedStream(entry, stored);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        try {
            return in.read(into, offset, length);
        } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException | IllegalStateException e) {
            // Libraries do not look at everything that broken files can say.
            throw stored.meaning(e);
        }
    }
}
