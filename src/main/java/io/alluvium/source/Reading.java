package io.alluvium.source;

import java.util.Objects;
import java.util.Optional;

/**
 * How the rows of a raw table's next batch will be read and written.
 *
 * @param mode as a project spells it
 * @param connections that read side by side, at most; 0 where none is held
 * @param spark why it is Spark's work; absent where this process does it by column
 */
public record Reading(String mode, int connections, Optional<String> spark) {
    public Reading {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(spark, "spark");
    }

    public Reading bySpark(Optional<String> reason) {
        return new Reading(mode, connections, spark.or(() -> reason));
    }
}
