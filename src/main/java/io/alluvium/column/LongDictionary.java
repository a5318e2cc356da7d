package io.alluvium.column;

import java.util.Arrays;

/** The distinct numbers of a column in the order they came, found by open addressing with linear probing. */
final class LongDictionary {
    /** Fibonacci hashing (Knuth, TAOCP 3, 6.4): 2^64 divided by the golden ratio. */
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private long[] entries = new long[16];
    private int size;
    /** An entry's number plus one, 0 where there is none; at most half full. */
    private int[] table = new int[32];
    /** How far a hash is shifted so that its upper bits, the best mixed ones, number a slot. */
    private int shift = Long.numberOfLeadingZeros(32) + 1;

    int size() {
        return size;
    }

    /** The entries themselves, the first {@link #size}. */
    long[] entries() {
        return entries;
    }

    void clear() {
        size = 0;
        Arrays.fill(table, 0);
    }

    /** Forgets the entries from this one on. What is left can be written, not looked up. */
    void shorten(int newSize) {
        size = newSize;
    }

    /** Finds or adds numbers. Returns false, with part of them added, when there would be more than {@code most} entries. */
    boolean find(long[] values, int from, int to, int most, int[] indexes) {
        int i = from;
        while (i < to) {
            i = findKnown(values, i, to, indexes, i - from);
            if (i < to) {
                if (size >= most) {
                    return false;
                }
                add(values[i]);
            }
        }
        return true;
    }

    /** Stops at the first number that is new; apart from adding, so that it is a loop over a table that does not change. */
    private int findKnown(long[] values, int from, int to, int[] indexes, int firstIndex) {
        int[] slots = table;
        long[] known = entries;
        int mask = slots.length - 1;
        int toSlot = shift;
        int target = firstIndex;
        for (int i = from; i < to; i++) {
            long value = values[i];
            int slot = (int) (value * MULTIPLIER >>> toSlot);
            int entry = slots[slot];
            while (entry != 0 && known[entry - 1] != value) {
                slot = (slot + 1) & mask;
                entry = slots[slot];
            }
            if (entry == 0) {
                return i;
            }
            indexes[target++] = entry - 1;
        }
        return to;
    }

    private void add(long value) {
        if (size == entries.length) {
            entries = Arrays.copyOf(entries, size * 2);
        }
        entries[size++] = value;
        if (size * 2 > table.length) {
            table = new int[table.length * 4];
            shift -= 2;
            for (int entry = 1; entry <= size; entry++) {
                place(entry);
            }
        } else {
            place(size);
        }
    }

    private void place(int entry) {
        int mask = table.length - 1;
        int slot = (int) (entries[entry - 1] * MULTIPLIER >>> shift);
        while (table[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        table[slot] = entry;
    }
}
