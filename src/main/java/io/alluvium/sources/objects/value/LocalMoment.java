package io.alluvium.sources.objects.value;

/** A point in time as a text says it: a local time, and how far its clock was from UTC where that is said. Reused. */
final class LocalMoment {
    private long seconds;
    private int micros;
    private boolean hasOffset;
    private int offset;

    /**
     * Of a text that says no offset.
     *
     * @param localSeconds since 1970 as if the local time were in UTC
     */
    void set(long localSeconds, int fraction) {
        seconds = localSeconds;
        micros = fraction;
        hasOffset = false;
        offset = 0;
    }

    /** @param east of UTC, in seconds */
    void setOffset(int east) {
        hasOffset = true;
        offset = east;
    }

    /** The local time, in seconds since 1970 as if it were in UTC. */
    long seconds() {
        return seconds;
    }

    int micros() {
        return micros;
    }

    boolean hasOffset() {
        return hasOffset;
    }

    /** In seconds east of UTC. */
    int offset() {
        return offset;
    }
}
