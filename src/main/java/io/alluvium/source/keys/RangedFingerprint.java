package io.alluvium.source.keys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.alluvium.domain.KeyIntervals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Remembers the content of raw as digests that the database made of it range by range, each when it was last read.
 *
 * @param of the table with everything that the digests depend on: those of different texts are not compared
 * @param sums one a range
 */
public record RangedFingerprint(String of, KeyRanges ranges, List<RangeFacts.Sum> sums) {
    private static final int FORM = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    public RangedFingerprint {
        Objects.requireNonNull(of, "of");
        Objects.requireNonNull(ranges, "ranges");
        sums = List.copyOf(sums);
        if (sums.size() != ranges.count()) {
            throw new IllegalArgumentException(ranges.count() + " ranges, " + sums.size() + " sums");
        }
    }

    public static RangedFingerprint of(String table, RangeFacts facts) {
        return new RangedFingerprint(table, facts.ranges(), facts.sums());
    }

    /** Empty for a text of another form, and for one of another table. */
    public static Optional<RangedFingerprint> read(String text, String of, KeyOrder order) {
        try {
            JsonNode node = JSON.readTree(text);
            if (node.path("form").asInt() != FORM || !node.path("of").asText().equals(of)) {
                return Optional.empty();
            }
            List<String> starts = new ArrayList<>();
            node.path("starts").forEach(start -> starts.add(start.asText()));
            List<RangeFacts.Sum> sums = new ArrayList<>();
            node.path("sums")
                    .forEach(sum -> sums.add(
                            new RangeFacts.Sum(sum.path(0).asLong(), sum.path(1).asText())));
            return Optional.of(new RangedFingerprint(of, new KeyRanges(order, starts), sums));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public String text() {
        ObjectNode node = JSON.createObjectNode().put("form", FORM).put("of", of);
        ArrayNode starts = node.putArray("starts");
        ranges.starts().forEach(starts::add);
        ArrayNode all = node.putArray("sums");
        sums.forEach(sum -> all.addArray().add(sum.rows()).add(sum.hashes()));
        return node.toString();
    }

    /** The ranges whose rows are other ones now. */
    public SortedSet<Integer> differing(RangeFacts now) {
        SortedSet<Integer> differing = new TreeSet<>();
        for (int range = 0; range < sums.size(); range++) {
            if (!sums.get(range).equals(now.sums().get(range))) {
                differing.add(range);
            }
        }
        return differing;
    }

    /**
     * After some of the ranges were read; of the others raw still has what it had.
     *
     * @param now of these ranges, or of finer ones in those that were read
     */
    public RangedFingerprint after(Collection<Integer> read, RangeFacts now) {
        List<RangeFacts.Sum> merged = new ArrayList<>();
        for (int range = 0; range < now.ranges().count(); range++) {
            int own = range == 0 ? 0 : ranges.of(now.ranges().starts().get(range - 1));
            merged.add(read.contains(own) ? now.sums().get(range) : sums.get(own));
        }
        return new RangedFingerprint(of, now.ranges(), merged);
    }

    public long rows() {
        return sums.stream().mapToLong(RangeFacts.Sum::rows).sum();
    }

    /** The keys of some ranges. */
    public KeyIntervals keys(String column, SortedSet<Integer> some) {
        List<KeyIntervals.Interval> intervals = new ArrayList<>();
        int first = some.first();
        for (int range : some) {
            if (!some.contains(range + 1)) {
                intervals.add(new KeyIntervals.Interval(start(first), start(range + 1)));
                first = some.tailSet(range + 1).stream().findFirst().orElse(first);
            }
        }
        return new KeyIntervals(column, intervals);
    }

    private Optional<String> start(int range) {
        return range == 0 || range == ranges.count()
                ? Optional.empty()
                : Optional.of(ranges.starts().get(range - 1));
    }

    /** The ranges that hold exactly these keys; empty where their bounds are none of these ranges. */
    public Optional<SortedSet<Integer>> rangesOf(KeyIntervals keys) {
        List<String> starts = ranges.starts();
        SortedSet<Integer> found = new TreeSet<>();
        for (KeyIntervals.Interval interval : keys.intervals()) {
            int first = interval.from().map(starts::indexOf).orElse(-1) + 1;
            int end = interval.before().map(starts::indexOf).orElse(starts.size()) + 1;
            if (interval.from().isPresent() && first == 0 || end == 0) {
                return Optional.empty();
            }
            for (int range = first; range < end; range++) {
                found.add(range);
            }
        }
        return Optional.of(found);
    }
}
