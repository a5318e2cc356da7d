package io.alluvium.journal;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Tells what became of an intent that was worked on. It is written once. Without it work is done again and nothing is lost.
 *
 * @param version the table's version that the intent made; absent when there was nothing to commit. A version whose
 *     transaction the table does not show is a commit that somebody overwrote
 * @param fingerprint the source's fingerprint of the next window in the state that was read
 * @param took for plans and reports
 * @param commit who says so; absent in journals of format 1
 */
public record Outcome(OptionalLong version, Optional<String> fingerprint, Duration took, Optional<Commit> commit) {

    /** What the journal adds who committed to. */
    public Outcome(OptionalLong version, Optional<String> fingerprint, Duration took) {
        this(version, fingerprint, took, Optional.empty());
    }

    Outcome by(Commit who) {
        return new Outcome(version, fingerprint, took, Optional.of(who));
    }

    /**
     * Who committed.
     *
     * @param term of the lease that was held
     * @param writer the transaction's application id; its version is the intent's number
     */
    public record Commit(long term, String writer) {}
}
