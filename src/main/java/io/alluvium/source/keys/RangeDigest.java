package io.alluvium.source.keys;

import java.util.Optional;

/**
 * The rows of one range of keys. Equal digests mean equal rows, whatever their order.
 *
 * @param first the smallest value of the first key column; absent where no row has one
 * @param last the greatest one
 * @param sum of the rows' digests, modulo 2⁶⁴
 */
public record RangeDigest(int range, long rows, Optional<String> first, Optional<String> last, long sum) {
    public static RangeDigest empty(int range) {
        return new RangeDigest(range, 0, Optional.empty(), Optional.empty(), 0);
    }

    /** The digest of these rows and the other's, of the same range. */
    public RangeDigest and(RangeDigest other, KeyOrder order) {
        return new RangeDigest(
                range,
                rows + other.rows,
                first.flatMap(one -> other.first.map(two -> order.compare(one, two) <= 0 ? one : two))
                        .or(() -> first)
                        .or(() -> other.first),
                last.flatMap(one -> other.last.map(two -> order.compare(one, two) >= 0 ? one : two))
                        .or(() -> last)
                        .or(() -> other.last),
                sum + other.sum);
    }
}
