package io.alluvium.domain;

/** The number of a run, counted from 1 in each project; a person types it in {@code alluvium retry 42}. */
public record RunId(long number) implements Comparable<RunId> {
    public RunId {
        if (number < 1) {
            throw new IllegalArgumentException("run numbers start at 1: " + number);
        }
    }

    @Override
    public int compareTo(RunId other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
