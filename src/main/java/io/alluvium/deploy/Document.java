package io.alluvium.deploy;

import java.util.Objects;

/**
 * One file that a cluster or its tools take.
 *
 * @param name of the file
 * @param text with a line break at its end
 */
public record Document(String name, String text) {
    public Document {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(text, "text");
    }
}
