package io.alluvium.source.sql;

import io.alluvium.domain.KeyIntervals;
import io.alluvium.source.keys.KeyDivision;
import io.alluvium.source.keys.KeyRanges;
import io.alluvium.source.keys.RangeFacts;
import io.alluvium.source.keys.RangedFingerprint;
import io.alluvium.source.survey.ByRanges;
import io.alluvium.source.survey.RowCondition;
import io.alluvium.source.survey.Seen;
import io.alluvium.source.window.Past;
import io.alluvium.source.window.SnapshotWindow;
import io.alluvium.source.window.Window;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A table of mode snapshot by ranges of its key: which of them the database finds changed, and what is known when they
 * have been read. It is known range by range: digests of ranges that a batch did not read stay as they were, also where
 * their rows are other ones by then, so that the next look finds these.
 */
public final class SnapshotRanges implements ByRanges {
    /** Smaller tables are read as a whole sooner than anything is worth by ranges. */
    private static final long FEWEST_ROWS = 100_000;

    /** Where more of a table's rows lie in changed ranges, the whole table is read. */
    private static final double LARGEST_PART = 0.25;

    private final SnapshotMode mode;
    private final RangeColumn key;
    private final RangedTable ranged;
    private final long rowEstimate;
    private final KeyDivision division;
    private final String table;
    private final Map<KeyRanges, RangeFacts> facts = new HashMap<>();

    /**
     * Of a table whose key has ranges.
     *
     * @param mode with a key
     * @param table what digests depend on, as {@link io.alluvium.source.window.Fingerprint#ofRanges} has it
     * @param rowEstimate 0 where there is none
     */
    public SnapshotRanges(SnapshotMode mode, RangedTable ranged, String table, long rowEstimate) {
        this.mode = mode;
        this.key = mode.key().orElseThrow();
        this.ranged = ranged;
        this.table = table;
        this.rowEstimate = rowEstimate;
        this.division = new KeyDivision(key.order(), key.hasVaryingLength(), ranged);
    }

    @Override
    public synchronized Optional<Found> look(Past past) throws SQLException {
        Optional<RangedFingerprint> before = fingerprint(past);
        if (before.isEmpty() || past.pending().isPresent() || past.last().isEmpty()) {
            return Optional.empty();
        }
        RangeFacts now = facts(before.get().ranges());
        SortedSet<Integer> differing = before.get().differing(now);
        if (differing.isEmpty() && now.keysWithNull() == 0) {
            return Optional.of(new Found(Optional.empty(), 0));
        }
        SnapshotWindow window = window(before.get(), now, differing);
        long rows = window.part().isPresent() ? now.rows(differing) : now.rows();
        return Optional.of(new Found(Optional.of(window), rows));
    }

    private SnapshotWindow window(RangedFingerprint before, RangeFacts now, SortedSet<Integer> differing) {
        Optional<SnapshotWindow.Part> part = isPart(before, now, differing)
                ? Optional.of(new SnapshotWindow.Part(
                        mode.subject(),
                        before.keys(key.name(), differing),
                        differing.size(),
                        before.ranges().count()))
                : Optional.empty();
        return mode.window(part);
    }

    /** Raw has the rows that were there, the source those that are. A row without a key is in no range. */
    private static boolean isPart(RangedFingerprint before, RangeFacts now, SortedSet<Integer> differing) {
        long rows = differing.stream()
                .mapToLong(range -> Math.max(
                        before.sums().get(range).rows(), now.sums().get(range).rows()))
                .sum();
        return now.keysWithNull() == 0 && rows <= LARGEST_PART * Math.max(before.rows(), now.rows());
    }

    @Override
    public synchronized Optional<Seen> seen(Past past, Window window) throws SQLException {
        Optional<RangedFingerprint> before = fingerprint(past);
        Optional<KeyIntervals> keys = mode.keys(window);
        if (keys.isEmpty()) {
            return isLarge() ? Optional.of(whole(before)) : Optional.empty();
        }
        Optional<SortedSet<Integer>> read = before.flatMap(digests -> digests.rangesOf(keys.get()));
        if (read.isEmpty()) {
            return Optional.empty();
        }
        RangeFacts now = facts(before.get().ranges());
        RangeFacts finer = finer(before.get(), read.get(), now);
        return Optional.of(new Seen(
                now.rows(read.get()),
                now.keysWithNull(),
                Optional.of(before.get().after(read.get(), finer).text())));
    }

    /** What is read may as well be divided anew: ranges that hold too much by now fall into several. */
    private RangeFacts finer(RangedFingerprint before, SortedSet<Integer> read, RangeFacts now) throws SQLException {
        RangeFacts divided = now;
        for (int range : division.lopsided(now, read).descendingSet()) {
            divided = finer(before.keys(key.name(), new TreeSet<>(Set.of(range))), range, divided);
        }
        return divided;
    }

    /** Ranges are divided from the last to the first, so that the numbers of those before stay. */
    private RangeFacts finer(KeyIntervals keys, int range, RangeFacts now) throws SQLException {
        KeyRanges ranges = division.divide(now, range, keys);
        return now.divided(range, ranged.facts(ranges, key.condition(keys)));
    }

    private Seen whole(Optional<RangedFingerprint> before) throws SQLException {
        long estimate = rowEstimate;
        if (before.isPresent()) {
            RangeFacts kept = facts(before.get().ranges());
            if (division.isFair(kept)) {
                return seen(kept);
            }
            estimate = kept.rows();
        }
        return seen(facts(division.choose(estimate)));
    }

    private Seen seen(RangeFacts facts) {
        return new Seen(
                facts.rows(),
                facts.keysWithNull(),
                Optional.of(RangedFingerprint.of(table, facts).text()));
    }

    private boolean isLarge() {
        return rowEstimate >= FEWEST_ROWS;
    }

    private Optional<RangedFingerprint> fingerprint(Past past) {
        return past.fingerprint().flatMap(text -> RangedFingerprint.read(text, table, key.order()));
    }

    /** Facts hold as long as the snapshot: they are computed once. */
    private RangeFacts facts(KeyRanges ranges) throws SQLException {
        RangeFacts found = facts.get(ranges);
        if (found == null) {
            found = ranged.facts(ranges, RowCondition.ALL);
            facts.put(ranges, found);
        }
        return found;
    }
}
