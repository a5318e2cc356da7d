package io.alluvium.sources.objects.json;

import java.util.Arrays;

/** Stretches of bytes, each by where it begins and how long it is. */
final class Spans {
    private int[] starts = new int[16];
    private int[] lengths = new int[16];
    private int count;

    void clear() {
        count = 0;
    }

    void add(int start, int length) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            lengths = Arrays.copyOf(lengths, count * 2);
        }
        starts[count] = start;
        lengths[count++] = length;
    }

    int count() {
        return count;
    }

    int start(int index) {
        return starts[index];
    }

    int length(int index) {
        return lengths[index];
    }
}
