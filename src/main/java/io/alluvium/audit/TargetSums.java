package io.alluvium.audit;

import io.alluvium.source.keys.KeyRanges;
import io.alluvium.source.keys.RangeDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** What the target has in each range: rows of now, their digests' sum, and the memory that they would take. */
final class TargetSums {
    private final long[] rows;
    private final long[] sums;
    private final long[] bytes;
    private long gone;
    private long past;

    TargetSums(KeyRanges ranges) {
        this.rows = new long[ranges.count()];
        this.sums = new long[ranges.count()];
        this.bytes = new long[ranges.count()];
    }

    /** A row of which there is no other version. */
    void add(TargetRow row) {
        bytes[row.range] += KeptRows.bytes(row);
        if (row.gone) {
            gone++;
        } else {
            rows[row.range]++;
            sums[row.range] += row.digest;
        }
    }

    /** Rows of which each is the last version. */
    void add(KeptRows last) {
        for (int row = 0; row < last.size(); row++) {
            rows[last.range(row)]++;
            sums[last.range(row)] += last.digest(row);
        }
    }

    /** A version of a row, which takes memory whether it is the last one or not. */
    void weigh(TargetRow row) {
        bytes[row.range] += KeptRows.bytes(row);
    }

    void dropped(KeptRows.Dropped others) {
        gone += others.gone();
        past += others.past();
    }

    void passed(long older) {
        past += older;
    }

    long rows() {
        return Arrays.stream(rows).sum();
    }

    long gone() {
        return gone;
    }

    long past() {
        return past;
    }

    long bytes(int range) {
        return bytes[range];
    }

    long bytes() {
        return Arrays.stream(bytes).sum();
    }

    /** The ranges in which the source has other rows. */
    SortedSet<Integer> unequal(Map<Integer, RangeDigest> source) {
        SortedSet<Integer> unequal = new TreeSet<>();
        for (int range = 0; range < rows.length; range++) {
            RangeDigest there = source.getOrDefault(range, RangeDigest.empty(range));
            if (there.rows() != rows[range] || there.sum() != sums[range]) {
                unequal.add(range);
            }
        }
        return unequal;
    }
}
