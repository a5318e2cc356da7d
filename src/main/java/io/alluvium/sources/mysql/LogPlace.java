package io.alluvium.sources.mysql;

import java.util.Comparator;

/**
 * A place in the binary log, which names a state of the server.
 *
 * @param file whose number grows
 * @param position within it
 */
record LogPlace(String file, long position) implements Comparable<LogPlace> {
    /** Of a server that tells none. */
    static final LogPlace NONE = new LogPlace("", 0);

    private static final Comparator<LogPlace> ORDER = Comparator.<LogPlace>comparingInt(place -> place.file.length())
            .thenComparing(LogPlace::file)
            .thenComparingLong(LogPlace::position);

    @Override
    public int compareTo(LogPlace other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return equals(NONE) ? "one session" : file + ":" + position;
    }
}
