package io.alluvium.column;

final class LongRange implements ValueRange {
    private long least = Long.MAX_VALUE;
    private long most = Long.MIN_VALUE;

    void include(long[] values, int from, int to) {
        long newLeast = least;
        long newMost = most;
        for (int i = from; i < to; i++) {
            newLeast = Math.min(newLeast, values[i]);
            newMost = Math.max(newMost, values[i]);
        }
        least = newLeast;
        most = newMost;
    }

    void include(LongRange other) {
        least = Math.min(least, other.least);
        most = Math.max(most, other.most);
    }

    long least() {
        return least;
    }

    long most() {
        return most;
    }

    @Override
    public boolean isEmpty() {
        return least > most;
    }

    @Override
    public void clear() {
        least = Long.MAX_VALUE;
        most = Long.MIN_VALUE;
    }
}
