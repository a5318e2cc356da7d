package io.alluvium.sources.postgres;

import java.util.List;

/**
 * The sizes of the heaps that hold a table's rows: of one, of all partitions, or of a parent and those that inherit from
 * it. A place (page and item) is one within its heap.
 *
 * @param heaps pages of each; empty where the rows lie in no heap or not only in heaps
 */
record HeapPages(List<Long> heaps) {
    static final HeapPages NONE = new HeapPages(List.of());

    HeapPages {
        heaps = List.copyOf(heaps);
    }

    long total() {
        return below(Long.MAX_VALUE);
    }

    /**
     * A page number below which, over all heaps, there are as many pages as wanted, or as few more as there can be.
     *
     * @param wanted at most {@link #total()}
     */
    long cut(long wanted) {
        long low = 0;
        long high = heaps.stream().mapToLong(Long::longValue).max().orElse(0);
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (below(middle) >= wanted) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private long below(long page) {
        return heaps.stream().mapToLong(pages -> Math.min(pages, page)).sum();
    }
}
