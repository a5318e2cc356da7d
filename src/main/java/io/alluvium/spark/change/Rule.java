package io.alluvium.spark.change;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * How a change is followed through one operator of a query.
 *
 * @param operator in a word of SQL
 * @param what becomes of changed rows there, for a person
 * @param line of the SQL, from 1; empty where the plan does not tell
 * @param looksAtAll whether all rows are looked at for it, not only what changed and what that meets
 */
public record Rule(String operator, String what, OptionalInt line, boolean looksAtAll) {
    public Rule {
        Objects.requireNonNull(operator, "operator");
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(line, "line");
    }
}
