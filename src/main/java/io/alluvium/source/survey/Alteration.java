package io.alluvium.source.survey;

import io.alluvium.failure.ErrorCode;
import io.alluvium.source.TableSpec;
import io.alluvium.source.window.Past;
import io.alluvium.source.window.Window;
import java.util.List;
import java.util.Optional;

/** What became of a table's values since the last batch without a row being written. */
final class Alteration {
    /** Of a table whose rows have versions, all of this is compared with raw, unasked; more is not. */
    private static final long MOST_BYTES = 1L << 30;

    private final SurveyedTable table;
    private final List<String> reasons;
    private final boolean isNotedFirst;

    Alteration(SurveyedTable table, Past past) {
        this.table = table;
        this.reasons =
                past.alterations(table.subject(), table.makeup(), !table.mode().findsRewritten());
        this.isNotedFirst = past.isNotedFirst(table.subject(), table.makeup());
    }

    /** Whether raw may have values that are others by now. */
    boolean isFound() {
        return !reasons.isEmpty();
    }

    /** Whether a batch has to note what values depend on, even one without rows. */
    boolean isNotedFirst() {
        return isNotedFirst;
    }

    /** Whether a window that waits was begun when values were what they are now. */
    boolean isSince(Window pending) {
        return table.makeup()
                .map(now -> Past.alterations(
                                pending, table.subject(), now, !table.mode().findsRewritten())
                        .isEmpty())
                .orElse(true);
    }

    /** For people; empty where nothing is to be said. */
    Optional<String> words() {
        if (isFound()) {
            return Optional.of("since " + String.join(" and ", reasons));
        }
        return isNotedFirst ? Optional.of("columns and types noted from now on") : Optional.empty();
    }

    /**
     * Whether all of it may be read again.
     *
     * @throws io.alluvium.failure.AlluviumException where that is too much to do unasked
     */
    void requireSmall() {
        if (!table.mode().isVersioned() || table.bytes() < MOST_BYTES) {
            return;
        }
        TableSpec spec = table.spec();
        throw spec.problem(
                        ErrorCode.SOURCE_MEANING_CHANGED,
                        "values of " + spec.origin().orElse(spec.name().name())
                                + " may be others than before although no row was written: "
                                + String.join(", ", reasons))
                .because(
                        "%,d MB are too much to be read again unasked; nothing was read".formatted(table.bytes() >> 20))
                .fixedBy("change the source back, or load the table anew: alluvium reset " + spec.name())
                .asException();
    }
}
