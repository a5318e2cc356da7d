package io.alluvium.column;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The encoded pages of a row group, in the order they were made. The columns' pages lie mixed here and column by column
 * in the file: this is what a file holds in memory.
 */
final class PageStore {
    private static final int BLOCK = 1 << 18;

    private final List<byte[]> blocks = new ArrayList<>();
    private long size;

    long size() {
        return size;
    }

    /** Keeps a copy and returns where it lies. */
    long append(byte[] source, int length) {
        long start = size;
        int done = 0;
        while (done < length) {
            int block = (int) (size / BLOCK);
            int offset = (int) (size % BLOCK);
            if (block == blocks.size()) {
                blocks.add(new byte[BLOCK]);
            }
            int part = Math.min(BLOCK - offset, length - done);
            System.arraycopy(source, done, blocks.get(block), offset, part);
            done += part;
            size += part;
        }
        return start;
    }

    void copy(long start, int length, OutputStream target) throws IOException {
        long at = start;
        long end = start + length;
        while (at < end) {
            int offset = (int) (at % BLOCK);
            int part = (int) Math.min(BLOCK - offset, end - at);
            target.write(blocks.get((int) (at / BLOCK)), offset, part);
            at += part;
        }
    }

    /** Forgets the pages and keeps the memory. */
    void clear() {
        size = 0;
    }
}
