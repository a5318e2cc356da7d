package io.alluvium.spark.change;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * What in a query lets no change be followed.
 *
 * @param what the construct, and why, in words for a person
 * @param line of the SQL that it begins in, from 1; empty where the plan does not tell
 */
public record Obstacle(String what, OptionalInt line) {
    public Obstacle {
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(line, "line");
    }

    @Override
    public String toString() {
        return line.isPresent() ? what + ", line " + line.getAsInt() : what;
    }
}
