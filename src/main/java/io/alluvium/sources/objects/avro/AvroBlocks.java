package io.alluvium.sources.objects.avro;

import io.alluvium.sources.objects.typed.BrokenFileException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The blocks of a file, each of which holds some rows. Memory is taken for what there is, not for what is said. */
final class AvroBlocks implements Closeable {
    private static final byte[] MAGIC = {'O', 'b', 'j', 1};
    private static final int MARK = 16;
    private static final int MOST_HEADER_BYTES = 64 << 20;

    private final DataInputStream in;
    private final Schema schema;
    private final BlockCodec codec;
    private final byte[] mark = new byte[MARK];
    private long left;

    /**
     * Reads the header.
     *
     * @param size of the file
     */
    AvroBlocks(InputStream bytes, long size) throws IOException {
        this.in = new DataInputStream(new BufferedInputStream(bytes, 64 << 10));
        this.left = size;
        if (size < MAGIC.length) {
            throw new BrokenFileException(size == 0 ? "it is empty" : "it is too short");
        }
        if (!Arrays.equals(read(MAGIC.length), MAGIC)) {
            throw new BrokenFileException("it does not begin as such files do");
        }
        Map<String, byte[]> header = header();
        byte[] written = header.get("avro.schema");
        if (written == null) {
            throw new BrokenFileException("its header tells no columns");
        }
        this.schema = new Schema.Parser().parse(new String(written, StandardCharsets.UTF_8));
        this.codec = BlockCodec.of(new String(header.getOrDefault("avro.codec", new byte[0]), StandardCharsets.UTF_8));
        System.arraycopy(read(MARK), 0, mark, 0, MARK);
    }

    private Map<String, byte[]> header() throws IOException {
        Map<String, byte[]> header = new HashMap<>();
        for (long count = number(); count != 0; count = number()) {
            if (count < 0) {
                number();
            }
            for (long i = Math.abs(count); i > 0; i--) {
                String key = new String(read(headerLength()), StandardCharsets.UTF_8);
                header.put(key, read(headerLength()));
            }
        }
        return header;
    }

    private int headerLength() throws IOException {
        long length = number();
        if (length < 0 || length > MOST_HEADER_BYTES) {
            throw new BrokenFileException("its header is broken");
        }
        return (int) length;
    }

    Schema schema() {
        return schema;
    }

    /**
     * Some rows.
     *
     * @param packed how many bytes of the file they take
     */
    record Block(long rows, byte[] content, int packed) {}

    /** The next block; null at the end of the file. */
    @Nullable Block next() throws IOException {
        if (left == 0) {
            return null;
        }
        long rows = number();
        long length = number();
        if (rows < 0 || length < 0 || length > BlockCodec.MOST_BYTES) {
            throw new BrokenFileException("a block that cannot be");
        }
        byte[] packed = read((int) length);
        if (!Arrays.equals(read(MARK), mark)) {
            throw new BrokenFileException("a block that does not end as the file's do");
        }
        return new Block(rows, unpacked(packed), packed.length);
    }

    private byte[] unpacked(byte[] packed) throws BrokenFileException {
        try {
            return codec.unpacked(packed);
        } catch (BrokenFileException e) {
            throw e;
        } catch (IOException e) {
            throw new BrokenFileException("a block that cannot be unpacked", e);
        }
    }

    private byte[] read(int length) throws IOException {
        if (length > left) {
            throw new BrokenFileException("its end is missing");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        left -= length;
        return bytes;
    }

    private long number() throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (left-- <= 0) {
                throw new BrokenFileException("its end is missing");
            }
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            value |= (next & 0x7FL) << shift;
            if (next < 0x80) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw new BrokenFileException("a number of more than 64 bits");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
