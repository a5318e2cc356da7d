package io.alluvium.plan;

import io.alluvium.domain.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a model's table follows changes.
 *
 * @param strategy as in the front matter
 * @param following of an {@code auto} model what would be done if all of its inputs changed; empty for others, and where an
 *     input is not loaded yet
 * @param key columns by which touched rows are found, where that can be done at all
 * @param rules by which changes are followed through its SQL, in words
 * @param last how long it took when it was last computed
 * @param refused why Spark does not take its SQL; nothing else is known of it then
 */
public record Explanation(
        TableName model,
        String strategy,
        Optional<Following> following,
        List<String> key,
        List<String> rules,
        Optional<Duration> last,
        Optional<String> refused) {
    public Explanation {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(strategy, "strategy");
        Objects.requireNonNull(following, "following");
        key = List.copyOf(key);
        rules = List.copyOf(rules);
        Objects.requireNonNull(last, "last");
        Objects.requireNonNull(refused, "refused");
    }

    /** In a line. */
    public String text() {
        if (refused.isPresent()) {
            return "cannot be analysed: " + refused.get();
        }
        if (following.isEmpty()) {
            return strategy.equals("auto") ? "auto: known when its inputs are loaded" : strategy;
        }
        if (following.get() instanceof Following.ByKeys) {
            return "incremental by " + String.join(", ", key);
        }
        Following.AsWhole whole = (Following.AsWhole) following.get();
        if (!whole.isChoice()) {
            return "full: " + whole.why() + " needs all rows";
        }
        return key.isEmpty()
                ? "full: " + whole.why()
                : "full, for " + whole.why() + "; could be incremental by " + String.join(", ", key);
    }
}
