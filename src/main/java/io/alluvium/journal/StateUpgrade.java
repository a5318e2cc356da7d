package io.alluvium.journal;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What becomes of a project's state under this Alluvium. No table is written by it.
 *
 * @param found the format that the state has; empty where there is none yet
 * @param current the format in which this Alluvium writes
 * @param steps what each format between the two has brought, the oldest first
 */
public record StateUpgrade(Optional<String> found, String current, List<Step> steps) {
    public StateUpgrade {
        Objects.requireNonNull(found, "found");
        Objects.requireNonNull(current, "current");
        steps = List.copyOf(steps);
    }

    /** @param what it keeps that the format before does not know, in words for a person */
    public record Step(String format, String what) {
        public Step {
            Objects.requireNonNull(format, "format");
            Objects.requireNonNull(what, "what");
        }
    }

    public boolean isNeeded() {
        return !steps.isEmpty();
    }
}
