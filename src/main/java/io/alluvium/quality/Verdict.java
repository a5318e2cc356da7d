package io.alluvium.quality;

import io.alluvium.model.Expectation;
import java.util.Objects;

/**
 * What one expectation found.
 *
 * @param violations rows that break it; for unique the number of values that occur more than once
 */
public record Verdict(Expectation expectation, long violations) {
    public Verdict {
        Objects.requireNonNull(expectation, "expectation");
    }

    boolean stops() {
        return violations > 0 && expectation.severity() == Expectation.Severity.FAIL;
    }

    /** The rule in a few words, for example {@code not_null [order_id]}. */
    public String rule() {
        if (expectation instanceof Expectation.That that) {
            return that.condition();
        }
        return expectation instanceof Expectation.NotNull notNull
                ? "not_null " + notNull.columns()
                : "unique " + ((Expectation.Unique) expectation).columns();
    }
}
