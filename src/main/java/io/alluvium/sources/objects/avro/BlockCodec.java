package io.alluvium.sources.objects.avro;

import com.github.luben.zstd.ZstdInputStream;
import io.alluvium.sources.objects.typed.BrokenFileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.xerial.snappy.Snappy;

/** How the blocks of a file are packed. */
enum BlockCodec {
    NONE("null") {
        @Override
        byte[] unpacked(byte[] packed) {
            return packed;
        }
    },
    DEFLATE("deflate") {
        @Override
        byte[] unpacked(byte[] packed) throws IOException {
            Inflater inflater = new Inflater(true);
            try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(packed), inflater)) {
                return bounded(in);
            } finally {
                inflater.end();
            }
        }
    },
    ZSTANDARD("zstandard") {
        @Override
        byte[] unpacked(byte[] packed) throws IOException {
            try (InputStream in = new ZstdInputStream(new ByteArrayInputStream(packed))) {
                return bounded(in);
            }
        }
    },
    BZIP2("bzip2") {
        @Override
        byte[] unpacked(byte[] packed) throws IOException {
            try (InputStream in = new BZip2CompressorInputStream(new ByteArrayInputStream(packed))) {
                return bounded(in);
            }
        }
    },
    SNAPPY("snappy") {
        /** A checksum of four bytes follows, of what is unpacked. */
        @Override
        byte[] unpacked(byte[] packed) throws IOException {
            int length = packed.length - Integer.BYTES;
            if (length < 0 || Snappy.uncompressedLength(packed, 0, length) > MOST_BYTES) {
                throw tooLarge();
            }
            byte[] unpacked = new byte[Snappy.uncompressedLength(packed, 0, length)];
            Snappy.uncompress(packed, 0, length, unpacked, 0);
            CRC32 sum = new CRC32();
            sum.update(unpacked);
            if ((int) sum.getValue()
                    != ByteBuffer.wrap(packed, length, Integer.BYTES).getInt()) {
                throw new BrokenFileException("a block that is not as it was written");
            }
            return unpacked;
        }
    };

    /** Of a block as it is packed, and as it is unpacked: writers take some 64 KB. */
    static final int MOST_BYTES = 256 << 20;

    private final String spelled;

    BlockCodec(String spelled) {
        this.spelled = spelled;
    }

    abstract byte[] unpacked(byte[] packed) throws IOException;

    /** @param name as a file says it; empty for none */
    static BlockCodec of(String name) throws BrokenFileException {
        for (BlockCodec codec : values()) {
            if (codec.spelled.equals(name) || codec == NONE && name.isEmpty()) {
                return codec;
            }
        }
        throw new BrokenFileException("it is packed in a way that nobody here knows");
    }

    private static byte[] bounded(InputStream in) throws IOException {
        byte[] unpacked = in.readNBytes(MOST_BYTES + 1);
        if (unpacked.length > MOST_BYTES) {
            throw tooLarge();
        }
        return unpacked;
    }

    private static BrokenFileException tooLarge() {
        return new BrokenFileException("a block of more than " + (MOST_BYTES >> 20) + " MB");
    }
}
