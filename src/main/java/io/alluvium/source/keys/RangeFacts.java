package io.alluvium.source.keys;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Holds what a database computed of a table by ranges of its key.
 *
 * @param sums one a range
 * @param keysWithNull rows with a null in the key
 */
public record RangeFacts(KeyRanges ranges, List<Sum> sums, long keysWithNull) {

    /**
     * The rows of one range.
     *
     * @param rows how many
     * @param hashes any change of the set of rows changes them
     */
    public record Sum(long rows, String hashes) {
        /** Of a range without rows. */
        public static final Sum NOTHING = new Sum(0, "");
    }

    public RangeFacts {
        sums = List.copyOf(sums);
        if (sums.size() != ranges.count()) {
            throw new IllegalArgumentException(ranges.count() + " ranges, " + sums.size() + " sums");
        }
    }

    /**
     * With finer ranges in the place of one.
     *
     * @param finer of ranges that are these but for the one, with sums in its place only
     */
    public RangeFacts divided(int range, RangeFacts finer) {
        int more = finer.ranges().count() - ranges.count();
        List<Sum> all = new ArrayList<>(sums.subList(0, range));
        all.addAll(finer.sums().subList(range, range + more + 1));
        all.addAll(sums.subList(range + 1, sums.size()));
        return new RangeFacts(finer.ranges(), all, keysWithNull);
    }

    public long rows() {
        return sums.stream().mapToLong(Sum::rows).sum();
    }

    public long rows(Collection<Integer> some) {
        return some.stream().mapToLong(range -> sums.get(range).rows()).sum();
    }
}
