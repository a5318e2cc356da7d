package io.alluvium.load;

import io.alluvium.domain.KeyIntervals;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Intervals of texts, for whoever asks for many texts. The bounds ascend; between each two it is in or out by turns. */
final class TextBounds implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte[][] bounds;
    /** 1 where what lies below all bounds is in. */
    private final int first;

    private TextBounds(byte[][] bounds, int first) {
        this.bounds = bounds;
        this.first = first;
    }

    static TextBounds of(KeyIntervals keys) {
        return new TextBounds(
                keys.bounds()
                        .map(bound -> bound.getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new),
                keys.isOpenBelow() ? 1 : 0);
    }

    boolean hold(@Nullable String text) {
        if (text == null) {
            return false;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return hold(bytes, 0, bytes.length);
    }

    boolean hold(byte[] text, int start, int end) {
        int low = 0;
        int high = bounds.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            byte[] bound = bounds[middle];
            if (Arrays.compareUnsigned(bound, 0, bound.length, text, start, end) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return (low + first) % 2 == 1;
    }
}
