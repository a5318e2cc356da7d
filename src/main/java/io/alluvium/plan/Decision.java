package io.alluvium.plan;

import io.alluvium.domain.TableName;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the plan says of one model's table, or of one export.
 *
 * @param onlyIf tables of the same run that must change first; when none of them does, nothing is done. Empty where the
 *     work is due whatever they do
 * @param note what a person should know beside the reason
 */
public record Decision(Work work, Set<TableName> onlyIf, Optional<String> note) {
    public Decision {
        Objects.requireNonNull(work, "work");
        onlyIf = Set.copyOf(onlyIf);
        Objects.requireNonNull(note, "note");
    }

    /** Work that is due. */
    public Decision(Work work) {
        this(work, Set.of(), Optional.empty());
    }

    public Decision noting(String more) {
        return new Decision(work, onlyIf, Optional.of(more));
    }

    /** Why, in a few words for a person. */
    public String reason() {
        String why = onlyIf.isEmpty() ? work.reason() : "if " + names(onlyIf) + " changes";
        return note.map(more -> why + "; " + more).orElse(why);
    }

    static String names(Set<TableName> tables) {
        String first = new TreeSet<>(tables).first().toString();
        return tables.size() == 1 ? first : first + " and " + (tables.size() - 1) + " more";
    }
}
