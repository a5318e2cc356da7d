package io.alluvium.column;

import java.util.Arrays;

/** The distinct byte strings of a column in the order they came, found by open addressing with linear probing. */
final class BytesDictionary {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    /** The entries as a dictionary page holds them. */
    private final ByteSink page = new ByteSink();
    /** Bytes in front of each entry: its length, or nothing where all are equally long. */
    private final int prefix;

    private long[] hashes = new long[16];
    /** Where each entry's bytes begin in the page, and how many they are. */
    private int[] starts = new int[16];

    private int[] lengths = new int[16];
    private int size;
    /** An entry's number plus one, 0 where there is none; at most half full. */
    private int[] table = new int[32];
    /** How far a hash is shifted so that its upper bits, the best mixed ones, number a slot. */
    private int shift = Long.numberOfLeadingZeros(32) + 1;

    BytesDictionary(boolean fixedLength) {
        this.prefix = fixedLength ? 0 : 4;
    }

    int size() {
        return size;
    }

    ByteSink page() {
        return page;
    }

    int start(int entry) {
        return starts[entry];
    }

    int length(int entry) {
        return lengths[entry];
    }

    void clear() {
        size = 0;
        page.clear();
        Arrays.fill(table, 0);
    }

    /** Forgets the entries from this one on. What is left can be written, not looked up. */
    void shorten(int newSize) {
        if (newSize < size) {
            page.shorten(starts[newSize] - prefix);
            size = newSize;
        }
    }

    /** The number of a value, or -1 if there is none yet. */
    int find(byte[] source, int offset, int length, long hash) {
        int mask = table.length - 1;
        int slot = (int) (hash >>> shift);
        while (true) {
            int entry = table[slot] - 1;
            if (entry < 0) {
                return -1;
            }
            if (hashes[entry] == hash && lengths[entry] == length && sameBytes(entry, source, offset, length)) {
                return entry;
            }
            slot = (slot + 1) & mask;
        }
    }

    /** The hash of up to eight bytes is one to one, so that nothing is left to compare. */
    private boolean sameBytes(int entry, byte[] source, int offset, int length) {
        int start = starts[entry];
        return length <= 8 || Arrays.equals(page.array(), start, start + length, source, offset, offset + length);
    }

    int add(byte[] source, int offset, int length, long hash) {
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, size * 2);
            starts = Arrays.copyOf(starts, size * 2);
            lengths = Arrays.copyOf(lengths, size * 2);
        }
        if (prefix > 0) {
            page.putInt(length);
        }
        hashes[size] = hash;
        starts[size] = page.size();
        lengths[size] = length;
        page.write(source, offset, length);
        size++;
        if (size * 2 > table.length) {
            table = new int[table.length * 4];
            shift -= 2;
            for (int entry = 0; entry < size; entry++) {
                place(entry);
            }
        } else {
            place(size - 1);
        }
        return size - 1;
    }

    private void place(int entry) {
        int mask = table.length - 1;
        int slot = (int) (hashes[entry] >>> shift);
        while (table[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        table[slot] = entry + 1;
    }

    /** Up to eight bytes: their word times an odd number, so one to one for each length. Longer: word by word. */
    static long hash(byte[] source, int offset, int length) {
        if (length <= 8) {
            return (word(source, offset, length) + length) * MULTIPLIER;
        }
        long hash = length;
        int last = offset + length - 8;
        for (int i = offset; i < last; i += 8) {
            hash = (hash ^ (long) ByteSink.LONG.get(source, i)) * MULTIPLIER;
            hash ^= hash >>> 29;
        }
        return (hash ^ (long) ByteSink.LONG.get(source, last)) * MULTIPLIER;
    }

    private static long word(byte[] source, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (offset + 8 <= source.length) {
            return (long) ByteSink.LONG.get(source, offset) & (-1L >>> (64 - 8 * length));
        }
        long word = 0;
        for (int i = length - 1; i >= 0; i--) {
            word = word << 8 | source[offset + i] & 0xFF;
        }
        return word;
    }
}
