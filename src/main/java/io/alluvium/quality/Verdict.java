package io.alluvium.quality;

import io.alluvium.model.Expectation;
import java.util.Objects;
import java.util.Optional;

/**
 * What one expectation found.
 *
 * @param violations rows that break it; for unique the number of values that occur more than once
 * @param failure what Spark calls it where the rule itself fails on a row, so that nothing was counted
 */
public record Verdict(Expectation expectation, long violations, Optional<String> failure) {
    public Verdict {
        Objects.requireNonNull(expectation, "expectation");
        Objects.requireNonNull(failure, "failure");
    }

    static Verdict counted(Expectation expectation, long violations) {
        return new Verdict(expectation, violations, Optional.empty());
    }

    static Verdict failed(Expectation expectation, String condition) {
        return new Verdict(expectation, 0, Optional.of(condition));
    }

    boolean stops() {
        return (violations > 0 || failure.isPresent()) && expectation.severity() == Expectation.Severity.FAIL;
    }

    /** The rule in a few words, for example {@code not_null [order_id]}. */
    public String rule() {
        return rule(expectation);
    }

    static String rule(Expectation expectation) {
        if (expectation instanceof Expectation.That that) {
            return that.condition();
        }
        return expectation instanceof Expectation.NotNull notNull
                ? "not_null " + notNull.columns()
                : "unique " + ((Expectation.Unique) expectation).columns();
    }
}
