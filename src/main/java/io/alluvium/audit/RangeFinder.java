package io.alluvium.audit;

import io.alluvium.source.keys.KeyOrder;
import io.alluvium.source.keys.KeyRanges;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds the range of a key's first value. Most keys are whole numbers, and found without making any object. */
final class RangeFinder {
    private static final int DIGITS_OF_LONG = 18;

    private final KeyRanges ranges;
    private final boolean string;
    private final boolean whole;
    private final long[] starts;

    /** @param string whether the first column of the key has texts, whose canonical text says how long they are */
    RangeFinder(KeyRanges ranges, boolean string) {
        this.ranges = ranges;
        this.string = string;
        this.whole = ranges.order() == KeyOrder.NUMBER
                && ranges.starts().stream().allMatch(start -> start.matches("-?[0-9]{1,18}"));
        this.starts =
                whole ? ranges.starts().stream().mapToLong(Long::parseLong).toArray() : new long[0];
    }

    /** @param text canonical text of the first column of a key, from its first byte */
    int of(byte[] text, int length) {
        if (text[0] != 'V') {
            // Null, or what the source cannot have.
            return 0;
        }
        int from = 1;
        while (string && text[from - 1] != ':') {
            from++;
        }
        int end = string ? length : length - 1;
        if (whole && end - from <= DIGITS_OF_LONG && isWhole(text, from, end)) {
            int found = Arrays.binarySearch(starts, number(text, from, end));
            return found >= 0 ? found + 1 : -found - 1;
        }
        return ranges.of(new String(text, from, end - from, StandardCharsets.UTF_8));
    }

    private static boolean isWhole(byte[] text, int from, int end) {
        for (int i = from; i < end; i++) {
            if (text[i] == '.') {
                return false;
            }
        }
        return true;
    }

    private static long number(byte[] text, int from, int end) {
        boolean negative = text[from] == '-';
        long number = 0;
        for (int i = negative ? from + 1 : from; i < end; i++) {
            number = number * 10 + text[i] - '0';
        }
        return negative ? -number : number;
    }
}
