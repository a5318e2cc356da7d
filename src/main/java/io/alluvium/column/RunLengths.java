package io.alluvium.column;

/**
 * Parquet's hybrid of repeated values and bit-packed groups of eight, for levels and for indexes into a dictionary
 * (Encodings.md of the Parquet format, "RLE").
 */
final class RunLengths {
    private RunLengths() {}

    /** One value, {@code count} times. */
    static void repeat(int value, int count, int width, ByteSink target) {
        target.putVarint((long) count << 1);
        for (int bits = 0; bits < width; bits += 8) {
            target.write(value >>> bits);
        }
    }

    /** Numbers of at most {@code width} bits, at least one. */
    static void write(int[] values, int from, int to, int width, ByteSink target) {
        // Shorter runs take less room in the groups around them than with two more headers.
        int shortestRun = Math.max(16, 64 / width);
        int packed = from;
        int i = from;
        while (i + shortestRun <= to) {
            int value = values[i];
            if (value != values[i + 1] || value != values[i + 7] || value != values[i + 4]) {
                i += 8;
                continue;
            }
            int end = i + 1;
            while (end < to && values[end] == value) {
                end++;
            }
            if (end - i < shortestRun) {
                i += 8;
                continue;
            }
            pack(values, packed, i, width, target);
            repeat(value, end - i, width, target);
            i = end;
            packed = end;
        }
        pack(values, packed, to, width, target);
    }

    /** Whole groups, the last one of the page filled up with zeros. */
    private static void pack(int[] values, int from, int to, int width, ByteSink target) {
        if (from < to) {
            int groups = (to - from + 7) >>> 3;
            target.putVarint((long) groups << 1 | 1);
            BitPacking.pack(values, from, to, groups * 8, width, target);
        }
    }
}
