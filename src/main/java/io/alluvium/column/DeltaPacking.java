package io.alluvium.column;

/**
 * Parquet's DELTA_BINARY_PACKED: differences between neighbours, less the smallest of their block, bit-packed. Read by
 * Spark's vectorised reader since 3.3, parquet-java, DuckDB, Arrow; faster to write than PLAIN once compression is
 * counted, since there is less to compress.
 */
final class DeltaPacking {
    /** Values in a block and parts of a block, as parquet-java writes them. */
    private static final int BLOCK = 128;

    private static final int PARTS = 4;
    private static final int PART = BLOCK / PARTS;

    private final long[] differences = new long[BLOCK];

    /**
     * Writes at least one number.
     *
     * @param narrow the numbers are 32-bit ones, and so must the differences be, modulo 2^32
     */
    void write(long[] values, int from, int to, boolean narrow, ByteSink target) {
        target.putVarint(BLOCK);
        target.putVarint(PARTS);
        target.putVarint(to - from);
        target.putZigZag(values[from]);
        for (int start = from + 1; start < to; start += BLOCK) {
            int count = Math.min(BLOCK, to - start);
            long least = narrow ? narrowDifferences(values, start, count) : differences(values, start, count);
            writeBlock(count, least, narrow, target);
        }
    }

    private long differences(long[] values, int start, int count) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            long difference = values[start + i] - values[start + i - 1];
            differences[i] = difference;
            least = Math.min(least, difference);
        }
        return least;
    }

    private long narrowDifferences(long[] values, int start, int count) {
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            int difference = (int) (values[start + i] - values[start + i - 1]);
            differences[i] = difference;
            least = Math.min(least, difference);
        }
        return least;
    }

    private void writeBlock(int count, long least, boolean narrow, ByteSink target) {
        target.putZigZag(least);
        int widths = target.claim(PARTS);
        for (int part = 0; part < PARTS; part++) {
            int from = Math.min(part * PART, count);
            int to = Math.min(from + PART, count);
            long used = 0;
            for (int i = from; i < to; i++) {
                used |= differences[i] - least;
            }
            int width = BitPacking.width(narrow ? used & 0xFFFF_FFFFL : used);
            target.array()[widths + part] = (byte) width;
            if (from < to) {
                BitPacking.pack(differences, from, to, least, PART, width, target);
            }
        }
    }
}
