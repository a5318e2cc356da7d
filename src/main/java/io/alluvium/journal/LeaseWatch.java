package io.alluvium.journal;

import java.time.Duration;

/** What one observer of a lease has seen of its holder, by the observer's own clock alone. */
final class LeaseWatch {
    private boolean begun;
    private boolean moved;
    private long term;
    private String beat = "";
    private long since;

    /** @param now of a clock that is never set */
    void saw(long seenTerm, String seenBeat, long now) {
        if (begun && seenTerm == term && seenBeat.equals(beat)) {
            return;
        }
        moved = begun;
        begun = true;
        term = seenTerm;
        beat = seenBeat;
        since = now;
    }

    /** Whether somebody gave a sign between two looks. */
    boolean hasMoved() {
        return moved;
    }

    boolean isStillFor(Duration silence, long now) {
        return now - since >= silence.toNanos();
    }
}
