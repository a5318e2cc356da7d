package io.alluvium.sources.postgres;

import io.alluvium.domain.KeyIntervals;
import io.alluvium.source.keys.KeyDivision;
import io.alluvium.source.keys.KeyRanges;
import io.alluvium.source.keys.RangeFacts;
import io.alluvium.source.keys.RangedFingerprint;
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
final class SnapshotRanges {
    /** Smaller tables are read as a whole sooner than anything is worth by ranges. */
    static final long FEWEST_ROWS = 100_000;

    /** Where more of a table's rows lie in changed ranges, the whole table is read. */
    private static final double LARGEST_PART = 0.25;

    private final TableView view;
    private final SnapshotMode mode;
    private final RangeKey key;
    private final SnapshotSession snapshot;
    private final RangeQueries queries;
    private final KeyDivision division;
    private final String table;
    private final Map<KeyRanges, RangeFacts> facts = new HashMap<>();

    private SnapshotRanges(TableView view, SnapshotMode mode, RangeKey key, SnapshotSession snapshot) {
        this.view = view;
        this.mode = mode;
        this.key = key;
        this.snapshot = snapshot;
        this.queries = new RangeQueries(view, key, snapshot);
        this.division = new KeyDivision(key.order(), key.type().hasVaryingLength(), queries);
        this.table = String.join(
                ";",
                snapshot.server().identity(),
                Long.toString(view.relation().oid()),
                view.relation().shape(),
                key.column().name(),
                view.keyNames().toString());
    }

    /** Empty where the table is read in another mode, or its key has no ranges. */
    static Optional<SnapshotRanges> of(TableView view, SnapshotSession snapshot) {
        return view.mode() instanceof SnapshotMode mode
                ? mode.key().map(key -> new SnapshotRanges(view, mode, key, snapshot))
                : Optional.empty();
    }

    /**
     * What a look at the ranges found.
     *
     * @param window what is to be read; absent where nothing changed
     * @param rows how many it holds
     */
    record Found(Optional<Window> window, long rows) {}

    /** Empty where the whole table is the next thing to look at, or where a window waits already. */
    synchronized Optional<Found> look(Past past) throws SQLException {
        Optional<RangedFingerprint> before = fingerprint(past);
        if (before.isEmpty() || past.pending().isPresent() || past.last().isEmpty()) {
            return Optional.empty();
        }
        RangeFacts now = facts(before.get().ranges());
        SortedSet<Integer> differing = before.get().differing(now);
        if (differing.isEmpty() && now.keysWithNull() == 0) {
            return Optional.of(new Found(Optional.empty(), 0));
        }
        Window.Snapshot window = window(before.get(), now, differing);
        long rows = window.part().isPresent() ? now.rows(differing) : now.rows();
        return Optional.of(new Found(Optional.of(window), rows));
    }

    private Window.Snapshot window(RangedFingerprint before, RangeFacts now, SortedSet<Integer> differing) {
        Optional<Window.Snapshot.Part> part = isPart(before, now, differing)
                ? Optional.of(new Window.Snapshot.Part(
                        mode.subject(),
                        before.keys(key.column().name(), differing),
                        differing.size(),
                        before.ranges().count()))
                : Optional.empty();
        return new Window.Snapshot(snapshot.snapshot().name(), snapshot.server().identity(), part);
    }

    /** Raw has the rows that were there, the source those that are. A row without a key is in no range. */
    private static boolean isPart(RangedFingerprint before, RangeFacts now, SortedSet<Integer> differing) {
        long rows = differing.stream()
                .mapToLong(range -> Math.max(
                        before.sums().get(range).rows(), now.sums().get(range).rows()))
                .sum();
        return now.keysWithNull() == 0 && rows <= LARGEST_PART * Math.max(before.rows(), now.rows());
    }

    /**
     * What there is to read, and what will be known then.
     *
     * @return empty where ranges say nothing about it
     */
    synchronized Optional<Seen> seen(Past past, Window window) throws SQLException {
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
            divided = finer(before.keys(key.column().name(), new TreeSet<>(Set.of(range))), range, divided);
        }
        return divided;
    }

    /** Ranges are divided from the last to the first, so that the numbers of those before stay. */
    private RangeFacts finer(KeyIntervals keys, int range, RangeFacts now) throws SQLException {
        KeyRanges ranges = division.divide(now, range, keys);
        return now.divided(range, queries.facts(ranges, key.condition(keys)));
    }

    private Seen whole(Optional<RangedFingerprint> before) throws SQLException {
        long estimate = view.relation().rowEstimate().orElse(0);
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
        return view.relation().rowEstimate().orElse(0) >= FEWEST_ROWS;
    }

    private Optional<RangedFingerprint> fingerprint(Past past) {
        return past.fingerprint().flatMap(text -> RangedFingerprint.read(text, table, key.order()));
    }

    /** Facts hold as long as the snapshot: they are computed once. */
    private RangeFacts facts(KeyRanges ranges) throws SQLException {
        RangeFacts found = facts.get(ranges);
        if (found == null) {
            found = queries.facts(ranges, RowCondition.ALL);
            facts.put(ranges, found);
        }
        return found;
    }
}
