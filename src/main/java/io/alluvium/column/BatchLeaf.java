package io.alluvium.column;

import java.io.IOException;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;

/** A column of a file whose values come in batches. */
final class BatchLeaf implements ColumnWriter {
    private final ValueEncoder encoder;
    private final ChunkPages pages;
    private final PageBuffers buffers;
    private final int pageBytes;
    private long nulls;

    BatchLeaf(LeafColumn leaf, PageStore store, PageBuffers buffers, EncodingLimits limits) {
        this.encoder = ValueEncoder.of(leaf.type(), limits);
        this.pages = new ChunkPages(leaf, store, buffers);
        this.buffers = buffers;
        this.pageBytes = limits.pageBytes();
    }

    /** Adds the rows of a batch. */
    void write(Levels levels) throws IOException {
        nulls += levels.nulls();
        while (levels.next(encoder, pageBytes, buffers)) {
            int from = levels.firstValue();
            int to = levels.lastValue();
            if (from == to) {
                pages.addNulls(levels.count());
            } else {
                Encoding encoding = encoder.encode(levels.values(), from, to, buffers);
                pages.add(encoding, levels.count(), to - from);
            }
        }
    }

    @Override
    public ColumnChunk endRowGroup(long rows, CountedOutput output) throws IOException {
        return pages.end(encoder, output);
    }

    @Override
    public int dictionaryBytes() {
        return encoder.dictionaryBytes();
    }

    @Override
    public long nulls() {
        return nulls;
    }

    @Override
    public ValueRange range() {
        return encoder.fileRange();
    }
}
