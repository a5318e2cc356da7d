package io.alluvium.column;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.xerial.snappy.Snappy;

/** Where a page is put together, before it is stored; shared by all columns of a file, one after the other. */
final class PageBuffers {
    private final ByteSink body = new ByteSink();
    private final ByteSink packed = new ByteSink();
    private int[] indexes = new int[0];
    private int[] levels = new int[0];
    private long[] numbers = new long[0];

    /** The page as it is before compression. */
    ByteSink body() {
        return body;
    }

    int[] indexes(int length) {
        if (indexes.length < length) {
            indexes = new int[length];
        }
        return indexes;
    }

    int[] levels(int length) {
        if (levels.length < length) {
            levels = new int[length];
        }
        return levels;
    }

    long[] numbers(int length) {
        if (numbers.length < length) {
            numbers = new long[length];
        }
        return numbers;
    }

    /** Appends the first of {@link #indexes}; readers know no width of 0 bits alike, so the least is 1. */
    void writeIndexes(int count, int dictionarySize) {
        int width = Math.max(1, BitPacking.width(dictionarySize - 1L));
        body.write(width);
        RunLengths.write(indexes, 0, count, width, body);
    }

    /**
     * Compresses the body, clears it and puts the header in front.
     *
     * @param header lacks the sizes
     * @return the page as it lies in the file, until the next one
     */
    ByteSink pack(PageHeader header) {
        try {
            int length = body.size();
            packed.clear();
            packed.claim(Snappy.maxCompressedLength(length));
            int compressed = Snappy.compress(body.array(), 0, length, packed.array(), 0);
            header.setUncompressed_page_size(length);
            header.setCompressed_page_size(compressed);
            body.clear();
            Util.writePageHeader(header, body);
            body.write(packed.array(), 0, compressed);
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
