package io.alluvium.column;

/** Numbers of a few bits, lowest bit first, as all of Parquet's encodings but the obsolete one pack them. */
final class BitPacking {
    private BitPacking() {}

    /** How many bits the numbers up to {@code most} need. */
    static int width(long most) {
        return Long.SIZE - Long.numberOfLeadingZeros(most);
    }

    /**
     * Packs numbers that fit {@code width} bits, of which there are none below zero, and zeros up to a count that is a
     * multiple of eight.
     */
    static void pack(int[] values, int from, int to, int paddedCount, int width, ByteSink target) {
        int length = (int) ((long) paddedCount * width / 8);
        // A word more than needed, so that whole words can be stored.
        int at = target.claim(length + 8);
        byte[] bytes = target.array();
        int end = at + length;
        long word = 0;
        int filled = 0;
        for (int i = from; i < to; i++) {
            long value = values[i];
            word |= value << filled;
            filled += width;
            if (filled >= Long.SIZE) {
                ByteSink.LONG.set(bytes, at, word);
                at += 8;
                filled -= Long.SIZE;
                word = value >>> (width - filled);
            }
        }
        finish(bytes, at, end, word);
        target.shorten(end);
    }

    /** The same for numbers of up to 64 bits, unsigned, each taken less {@code base}. */
    static void pack(long[] values, int from, int to, long base, int paddedCount, int width, ByteSink target) {
        if (width == 0) {
            return;
        }
        int length = (int) ((long) paddedCount * width / 8);
        int at = target.claim(length + 8);
        byte[] bytes = target.array();
        int end = at + length;
        long mask = -1L >>> (Long.SIZE - width);
        long word = 0;
        int filled = 0;
        for (int i = from; i < to; i++) {
            long value = (values[i] - base) & mask;
            word |= value << filled;
            filled += width;
            if (filled >= Long.SIZE) {
                ByteSink.LONG.set(bytes, at, word);
                at += 8;
                filled -= Long.SIZE;
                word = filled == 0 ? 0 : value >>> (width - filled);
            }
        }
        finish(bytes, at, end, word);
        target.shorten(end);
    }

    /** The last word, and zeros after it, since the array may hold the bytes of an earlier page. */
    private static void finish(byte[] bytes, int at, int end, long lastWord) {
        long word = lastWord;
        for (int i = at; i < end; i += 8) {
            ByteSink.LONG.set(bytes, i, word);
            word = 0;
        }
    }
}
