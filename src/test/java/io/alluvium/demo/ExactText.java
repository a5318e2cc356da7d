package io.alluvium.demo;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A row as one text: equal values have equal texts whatever system they come from, values that differ never. */
final class ExactText {
    private final StringBuilder text = new StringBuilder();

    /** @param value a BigDecimal for every number, java.time values, String, Boolean or null */
    void add(@Nullable Object value) {
        if (value == null) {
            text.append("null");
        } else if (value instanceof BigDecimal number) {
            text.append(number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString());
        } else if (value instanceof String string) {
            text.append('\'').append(string.replace("'", "''")).append('\'');
        } else {
            text.append(value);
        }
        text.append(", ");
    }

    @Override
    public String toString() {
        return text.substring(0, Math.max(0, text.length() - 2));
    }
}
