package io.alluvium.journal;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known after an intent was worked on. Saves work and fills reports; nothing is lost when it is missing.
 *
 * @param version the table's version that the intent made; absent when there was nothing to commit
 * @param fingerprint the source's fingerprint of the next window in the state that was read
 */
public record Outcome(OptionalLong version, Optional<String> fingerprint, Duration took) {
    public Outcome {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(fingerprint, "fingerprint");
        Objects.requireNonNull(took, "took");
    }
}
