package io.alluvium.domain;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Some of the values of a column, as intervals. Bounds are texts: numbers in digits, dates as days and times as
 * microseconds since 1970, texts as they are, ordered by their bytes in UTF-8. Null lies in no interval.
 *
 * @param column by name
 * @param intervals ascending, none touching another
 */
public record KeyIntervals(String column, List<Interval> intervals) {

    /**
     * @param from inclusive; absent where there is no lower bound
     * @param before exclusive; absent where there is no upper bound
     */
    public record Interval(Optional<String> from, Optional<String> before) {
        public Interval {
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(before, "before");
        }
    }

    public KeyIntervals {
        Objects.requireNonNull(column, "column");
        intervals = List.copyOf(intervals);
        if (intervals.isEmpty()) {
            throw new IllegalArgumentException("no interval of " + column);
        }
        for (int i = 0; i < intervals.size(); i++) {
            if (i > 0 && intervals.get(i).from().isEmpty()
                    || i < intervals.size() - 1 && intervals.get(i).before().isEmpty()) {
                throw new IllegalArgumentException("only the outer bounds of intervals may be open");
            }
        }
    }

    /** Whole numbers between two bounds, both inclusive. */
    public static KeyIntervals between(String column, long from, long to) {
        Optional<String> before = to == Long.MAX_VALUE ? Optional.empty() : Optional.of(Long.toString(to + 1));
        return new KeyIntervals(column, List.of(new Interval(Optional.of(Long.toString(from)), before)));
    }

    /** All bounds, ascending: what lies between them is in and out by turns. */
    public Stream<String> bounds() {
        return intervals.stream()
                .flatMap(interval -> Stream.concat(interval.from().stream(), interval.before().stream()));
    }

    /** Whether the first interval has no lower bound. */
    public boolean isOpenBelow() {
        return intervals.get(0).from().isEmpty();
    }
}
