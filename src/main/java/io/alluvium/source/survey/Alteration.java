package io.alluvium.source.survey;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.source.TableSpec;
import io.alluvium.source.window.Makeup;
import io.alluvium.source.window.Past;
import io.alluvium.source.window.Window;
import java.util.Optional;

/** What became of a table's values since the last batch without a row being written. */
final class Alteration {
    /** Of a table whose rows have versions, all of this is compared with raw, unasked; more is not. */
    private static final long MOST_BYTES = 1L << 30;

    private final SurveyedTable table;
    private final Makeup.Altered altered;
    private final boolean isNotedFirst;
    private final boolean isNoted;

    Alteration(SurveyedTable table, Past past) {
        this.table = table;
        this.altered =
                past.altered(table.subject(), table.makeup(), !table.mode().findsRewritten());
        this.isNotedFirst = past.isNotedFirst(table.subject(), table.makeup());
        this.isNoted = past.hasNoted(table.makeup());
    }

    /** Whether raw may have values that are others by now. */
    boolean isFound() {
        return !altered.reasons().isEmpty();
    }

    /**
     * Whether the last batch noted what values depend on as it is now. What changed and altered no value is noted too, if
     * only by a batch without rows: what comes later is compared with it.
     */
    boolean isNoted() {
        return isNoted;
    }

    /** Whether a window that waits was begun when values were what they are now. */
    boolean isSince(Window pending) {
        return table.makeup()
                .map(now -> Past.altered(
                                pending, table.subject(), now, !table.mode().findsRewritten())
                        .reasons()
                        .isEmpty())
                .orElse(true);
    }

    /** For people; empty where nothing is to be said. */
    Optional<String> words() {
        if (isFound()) {
            return Optional.of("since " + why(" and "));
        }
        return isNotedFirst ? Optional.of("columns and types noted from now on") : Optional.empty();
    }

    private String why(String between) {
        return String.join(between, altered.reasons());
    }

    /**
     * Lets all of it be read again, where raw's rows are still told by their keys and that is not too much to do unasked.
     *
     * @throws io.alluvium.failure.AlluviumException naming the way out
     */
    void requireReadable() {
        if (!table.mode().isBounded()) {
            return;
        }
        requireKeys();
        if (table.bytes() >= MOST_BYTES) {
            TableSpec spec = table.spec();
            throw refused(
                    "%,d MB are too much to be read again unasked; nothing was read".formatted(table.bytes() >> 20),
                    "alluvium verify " + spec.name() + " --source --repair   # compares at the server, loads what"
                            + " differs; then runs go on. Or load it anew: alluvium reset " + spec.name());
        }
    }

    /**
     * Lets rows be appended to those that raw has.
     *
     * @throws io.alluvium.failure.AlluviumException where their keys are not told from those
     */
    void requireKeys() {
        if (table.spec().key().stream().anyMatch(altered.columns()::contains)) {
            throw refused(
                    "rows in raw have keys that are other ones by now; nothing was read",
                    "change the source back, or load the table anew: alluvium reset "
                            + table.spec().name());
        }
    }

    private AlluviumException refused(String because, String fix) {
        TableSpec spec = table.spec();
        return spec.problem(
                        ErrorCode.SOURCE_MEANING_CHANGED,
                        "values of " + spec.origin().orElse(spec.name().name())
                                + " may be others than before although no row was written: " + why(", "))
                .because(because)
                .fixedBy(fix)
                .asException();
    }
}
