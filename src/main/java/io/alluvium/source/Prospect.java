package io.alluvium.source;

import java.util.Objects;

/**
 * What reading a window will be like, told before it is read.
 *
 * @param reading as far as the source decides it
 * @param overlap as {@link Extracted#overlap()} will be
 */
public record Prospect(Reading reading, Extracted.Overlap overlap) {
    public Prospect {
        Objects.requireNonNull(reading, "reading");
        Objects.requireNonNull(overlap, "overlap");
    }
}
