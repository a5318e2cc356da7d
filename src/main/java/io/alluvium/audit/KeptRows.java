package io.alluvium.audit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows in memory, a few dozen bytes each, to be sorted by range, key and order of versions. They lie end to end in blocks.
 */
final class KeptRows {
    private static final int BLOCK = 4 << 20;
    /** Range, lengths of key and order, digest, whether it is gone. */
    private static final int HEAD = 3 * Integer.BYTES + Long.BYTES + 1;

    private static final int KEY = HEAD;

    private final List<ByteBuffer> blocks = new ArrayList<>();
    private long[] rows = new long[1024];
    private int size;
    private long bytes;

    /** What a row takes, more or less. */
    static long bytes(TargetRow row) {
        return HEAD + row.key.length() + row.order.length() + 2L * Long.BYTES;
    }

    long bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    void add(TargetRow row) {
        int length = HEAD + row.key.length() + row.order.length();
        if (blocks.isEmpty() || blocks.get(blocks.size() - 1).remaining() < length) {
            blocks.add(ByteBuffer.allocate(Math.max(BLOCK, length)));
        }
        ByteBuffer block = blocks.get(blocks.size() - 1);
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, size * 2);
        }
        rows[size++] = (long) (blocks.size() - 1) << Integer.SIZE | block.position();
        block.putInt(row.range)
                .putInt(row.key.length())
                .putInt(row.order.length())
                .putLong(row.digest)
                .put((byte) (row.gone ? 1 : 0))
                .put(row.key.array(), 0, row.key.length())
                .put(row.order.array(), 0, row.order.length());
        bytes += bytes(row);
    }

    private ByteBuffer block(int row) {
        return blocks.get((int) (rows[row] >>> Integer.SIZE));
    }

    private int at(int row) {
        return (int) rows[row];
    }

    int range(int row) {
        return block(row).getInt(at(row));
    }

    long digest(int row) {
        return block(row).getLong(at(row) + 3 * Integer.BYTES);
    }

    boolean isGone(int row) {
        return block(row).get(at(row) + HEAD - 1) == 1;
    }

    byte[] key(int row) {
        int from = at(row) + KEY;
        return Arrays.copyOfRange(block(row).array(), from, from + keyLength(row));
    }

    private int keyLength(int row) {
        return block(row).getInt(at(row) + Integer.BYTES);
    }

    /** How a row's range and key lie to others. */
    int compareKey(int row, int range, byte[] key) {
        int byRange = Integer.compare(range(row), range);
        int from = at(row) + KEY;
        return byRange != 0
                ? byRange
                : Arrays.compareUnsigned(block(row).array(), from, from + keyLength(row), key, 0, key.length);
    }

    boolean isSameKey(int row, int other) {
        int one = at(row) + KEY;
        int two = at(other) + KEY;
        return range(row) == range(other)
                && Arrays.equals(
                        block(row).array(),
                        one,
                        one + keyLength(row),
                        block(other).array(),
                        two,
                        two + keyLength(other));
    }

    /** By range, key, and order of versions; those that came later after others of the same. */
    void sort() {
        long[] from = Arrays.copyOf(rows, size);
        rows = Arrays.copyOf(rows, size);
        sort(from, rows, 0, size);
    }

    /**
     * What was dropped of versions.
     *
     * @param gone last versions of rows that the source had deleted
     * @param past all other versions
     */
    record Dropped(long gone, long past) {}

    /** Of sorted rows leaves the last version of each key, and none where it says that the row is gone. */
    Dropped settle() {
        int kept = 0;
        long gone = 0;
        int all = size;
        for (int row = 0; row < all; row++) {
            boolean isLast = row + 1 == all || !isSameKey(row, row + 1);
            if (isLast && isGone(row)) {
                gone++;
            } else if (isLast) {
                rows[kept++] = rows[row];
            }
        }
        size = kept;
        return new Dropped(gone, (long) all - kept - gone);
    }

    /** Sorts what both arrays have into the second one. */
    private void sort(long[] from, long[] to, int low, int high) {
        if (high - low < 2) {
            return;
        }
        int middle = (low + high) >>> 1;
        sort(to, from, low, middle);
        sort(to, from, middle, high);
        int left = low;
        int right = middle;
        for (int i = low; i < high; i++) {
            boolean takesLeft = right >= high || left < middle && compare(from[left], from[right]) <= 0;
            to[i] = takesLeft ? from[left++] : from[right++];
        }
    }

    private int compare(long one, long other) {
        ByteBuffer first = blocks.get((int) (one >>> Integer.SIZE));
        ByteBuffer second = blocks.get((int) (other >>> Integer.SIZE));
        int a = (int) one;
        int b = (int) other;
        int byRange = Integer.compare(first.getInt(a), second.getInt(b));
        if (byRange != 0) {
            return byRange;
        }
        int keyOne = first.getInt(a + Integer.BYTES);
        int keyTwo = second.getInt(b + Integer.BYTES);
        int byKey = Arrays.compareUnsigned(
                first.array(), a + KEY, a + KEY + keyOne, second.array(), b + KEY, b + KEY + keyTwo);
        if (byKey != 0) {
            return byKey;
        }
        int orderOne = first.getInt(a + 2 * Integer.BYTES);
        int orderTwo = second.getInt(b + 2 * Integer.BYTES);
        return Arrays.compareUnsigned(
                first.array(),
                a + KEY + keyOne,
                a + KEY + keyOne + orderOne,
                second.array(),
                b + KEY + keyTwo,
                b + KEY + keyTwo + orderTwo);
    }
}
