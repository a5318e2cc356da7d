package io.alluvium.source.keys;

import java.io.Serializable;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A division of a key column's values into ranges, numbered from 0: the first lies below all starts, each further one
 * begins with a start.
 *
 * @param starts ascending in the order, each once
 */
public record KeyRanges(KeyOrder order, List<String> starts) implements Serializable {
    public KeyRanges {
        Objects.requireNonNull(order, "order");
        starts = List.copyOf(starts);
        for (int i = 1; i < starts.size(); i++) {
            if (order.compare(starts.get(i - 1), starts.get(i)) >= 0) {
                throw new IllegalArgumentException("starts of ranges do not ascend");
            }
        }
    }

    /** Ranges of about equal size of whole numbers of 64 bits that are spread evenly, as digests are. */
    public static KeyRanges ofDigests(int count) {
        BigInteger least = BigInteger.valueOf(Long.MIN_VALUE);
        return new KeyRanges(
                KeyOrder.NUMBER,
                IntStream.range(1, count)
                        .mapToObj(range -> least.add(BigInteger.ONE
                                        .shiftLeft(Long.SIZE)
                                        .multiply(BigInteger.valueOf(range))
                                        .divide(BigInteger.valueOf(count)))
                                .toString())
                        .toList());
    }

    /** How many ranges there are. */
    public int count() {
        return starts.size() + 1;
    }

    /** The range of a value; no value lies in the first. */
    public int of(@Nullable String value) {
        if (value == null) {
            return 0;
        }
        int found = Collections.binarySearch(starts, value, order);
        return found >= 0 ? found + 1 : -found - 1;
    }
}
