package io.alluvium.plan;

import io.alluvium.domain.TableName;
import java.util.Objects;
import java.util.Set;

/**
 * What is done to a model's table.
 *
 * @param mode the work
 * @param reason why, in a few words for a person
 * @param onlyIf tables of the same run that must change first; when none of them does, the step is skipped. Empty where
 *     the work is due whatever they do
 * @param unexpected whether a person should look: a rebuild that no change of the inputs explains
 */
public record Decision(Mode mode, String reason, Set<TableName> onlyIf, boolean unexpected) {

    /** The work, named as on the screen. */
    public enum Mode {
        SKIP,
        FULL,
        APPLY,
        /** A table that it reads failed or cannot be made. */
        BLOCKED,
        /** Its own table or journal does not let it be worked on; the step says why. */
        REFUSED
    }

    public Decision {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(reason, "reason");
        onlyIf = Set.copyOf(onlyIf);
    }
}
