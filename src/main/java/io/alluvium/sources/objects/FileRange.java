package io.alluvium.sources.objects;

import java.io.Serializable;

/**
 * A file, or the records of it that begin between two places.
 *
 * @param from the first byte
 * @param to behind the last byte
 */
record FileRange(String path, long from, long to) implements Serializable {
    private static final long serialVersionUID = 1L;

    FileRange {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("no range of bytes: " + from + " to " + to);
        }
    }

    static FileRange whole(String path) {
        return new FileRange(path, 0, Long.MAX_VALUE);
    }

    boolean isWhole() {
        return from == 0 && to == Long.MAX_VALUE;
    }
}
