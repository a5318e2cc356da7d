package io.alluvium.deploy;

import io.alluvium.report.ExitStatus;
import java.util.Objects;
import java.util.Optional;

/**
 * How a service says that a run goes.
 *
 * @param word the service's own
 * @param exit what the word means for whoever waits; empty while the run goes on
 * @param reason the service's own, where it gives one
 */
public record RunState(String word, Optional<ExitStatus> exit, Optional<String> reason) {
    public RunState {
        Objects.requireNonNull(word, "word");
        reason = reason.map(String::strip).filter(text -> !text.isEmpty());
    }

    static RunState going(String word) {
        return new RunState(word, Optional.empty(), Optional.empty());
    }

    static RunState ended(String word, ExitStatus exit, Optional<String> reason) {
        return new RunState(word, Optional.of(exit), reason);
    }

    @Override
    public String toString() {
        return word + reason.map(text -> ": " + text).orElse("");
    }
}
