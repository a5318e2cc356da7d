package io.alluvium.sources.objects.parquet;

import io.alluvium.sources.objects.typed.BrokenFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Unpacks pages, but none that would take all memory. A few bytes can say that they are two gigabytes. */
final class BoundedCodecs implements CompressionCodecFactory {
    /** Pages are about 1 MB; a value of this size is one too. */
    private static final int MOST_PAGE_BYTES = 256 << 20;

    private final CodecFactory codecs = new CodecFactory(new Configuration(false), 0);

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName name) {
        return codecs.getCompressor(name);
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
        return new Bounded(codecs.getDecompressor(name));
    }

    @Override
    public void release() {
        codecs.release();
    }

    private record Bounded(BytesInputDecompressor inner) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput packed, int size) throws IOException {
            requireSmall(size);
            // At once: what is broken is told here, where the page is known.
            return BytesInput.copy(inner.decompress(packed, size));
        }

        @Override
        public void decompress(ByteBuffer packed, int packedSize, ByteBuffer to, int size) throws IOException {
            requireSmall(size);
            inner.decompress(packed, packedSize, to, size);
        }

        private static void requireSmall(int size) throws IOException {
            if (size < 0 || size > MOST_PAGE_BYTES) {
                throw new BrokenFileException("a page of more than " + (MOST_PAGE_BYTES >> 20) + " MB");
            }
        }

        @Override
        public void release() {
            inner.release();
        }
    }
}
