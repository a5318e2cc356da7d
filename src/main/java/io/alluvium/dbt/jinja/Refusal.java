package io.alluvium.dbt.jinja;

import java.util.Objects;

/**
 * Something in a template that is not carried out.
 *
 * @param line of the template, from 1
 * @param what it is and why, for a person
 */
public record Refusal(int line, String what) {
    public Refusal {
        Objects.requireNonNull(what, "what");
        if (line < 1) {
            throw new IllegalArgumentException("line " + line);
        }
    }
}
