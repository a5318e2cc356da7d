package io.alluvium.source.keys;

import io.alluvium.domain.KeyIntervals;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Chooses ranges of keys that hold about as many rows each. The database takes a sample for it.
 *
 * @param varyingLength whether the column's values differ in length: a server walks over an array of such for each row
 */
public record KeyDivision(KeyOrder order, boolean varyingLength, KeySample sample) {
    private static final long ROWS_A_RANGE = 2_000;
    private static final int FEWEST = 64;
    private static final int MOST = 512;
    private static final int MOST_OF_VARYING_LENGTH = 128;

    /** Of the sample, a range. */
    private static final long SAMPLED_ROWS = 100;

    /** How many times as many rows as the others a range may have come to hold. */
    private static final int LOPSIDED = 4;

    private int count(long rows) {
        return (int) Math.max(FEWEST, Math.min(most(), rows / ROWS_A_RANGE));
    }

    private int most() {
        return varyingLength ? MOST_OF_VARYING_LENGTH : MOST;
    }

    /**
     * The ranges among some that have come to hold many times as many rows as most do. Most tables grow at one end.
     *
     * @return none where there are ranges enough
     */
    public NavigableSet<Integer> lopsided(RangeFacts facts, SortedSet<Integer> some) {
        long usual = LOPSIDED * facts.rows() / facts.ranges().count();
        return facts.ranges().count() > most()
                ? Collections.emptyNavigableSet()
                : some.stream()
                        .filter(range -> facts.sums().get(range).rows() > usual)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether ranges are still worth keeping: as fine as the table's size asks for, and none much larger than others. */
    public boolean isFair(RangeFacts facts) {
        long rows = facts.rows();
        int count = facts.ranges().count();
        long largest =
                facts.sums().stream().mapToLong(RangeFacts.Sum::rows).max().orElse(0);
        return count * 2L >= count(rows) && largest * count <= LOPSIDED * rows;
    }

    /** @param rows about how many the table has */
    public KeyRanges choose(long rows) throws SQLException {
        int count = count(rows);
        double percent = Math.min(100, 100.0 * count * SAMPLED_ROWS / Math.max(1, rows));
        return ranges(sample.starts(count, percent));
    }

    /**
     * Divides one range into such as hold as many rows as the others.
     *
     * @param facts of all ranges
     * @param keys of the one
     */
    public KeyRanges divide(RangeFacts facts, int range, KeyIntervals keys) throws SQLException {
        KeyRanges ranges = facts.ranges();
        long usual = Math.max(1, facts.rows() / ranges.count());
        int count = (int) Math.min(most(), 1 + facts.sums().get(range).rows() / usual);
        List<String> starts = new ArrayList<>(ranges.starts());
        sample.starts(count, keys).stream()
                // A bound that is a prefix may lie below the range that its text lies in.
                .filter(start -> ranges.of(start) == range)
                .forEach(starts::add);
        return ranges(starts);
    }

    private KeyRanges ranges(List<String> starts) {
        return new KeyRanges(order, starts.stream().distinct().sorted(order).toList());
    }
}
