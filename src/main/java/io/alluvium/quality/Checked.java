package io.alluvium.quality;

import io.alluvium.transform.Candidate;
import java.util.List;

/** A candidate that may be published; only {@link QualityGate} makes one. */
public final class Checked {
    private final Candidate candidate;
    private final List<Verdict> verdicts;

    Checked(Candidate candidate, List<Verdict> verdicts) {
        this.candidate = candidate;
        this.verdicts = List.copyOf(verdicts);
    }

    public Candidate candidate() {
        return candidate;
    }

    /** What each expectation found, in the order of writing. */
    public List<Verdict> verdicts() {
        return verdicts;
    }
}
