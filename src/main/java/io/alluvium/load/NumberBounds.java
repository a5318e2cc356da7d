package io.alluvium.load;

import io.alluvium.domain.KeyIntervals;
import java.util.Arrays;
import java.util.function.ToLongFunction;

/** Intervals of numbers, for whoever asks for many numbers. The bounds ascend; between each two it is in or out by turns. */
final class NumberBounds {
    private final long[] bounds;
    /** 1 where what lies below all bounds is in. */
    private final int first;

    private NumberBounds(long[] bounds, int first) {
        this.bounds = bounds;
        this.first = first;
    }

    static NumberBounds of(KeyIntervals keys, ToLongFunction<String> number) {
        return new NumberBounds(keys.bounds().mapToLong(number).toArray(), keys.isOpenBelow() ? 1 : 0);
    }

    boolean hold(long number) {
        int found = Arrays.binarySearch(bounds, number);
        int below = found >= 0 ? found + 1 : -found - 1;
        return (below + first) % 2 == 1;
    }
}
