package io.alluvium.source;

import java.util.Locale;

/**
 * Says what the batches of a table hold, in one incremental mode. The planner, the loader and the documentation ask this, and
 * never which kind of source it is.
 *
 * @param mode as a project spells it
 * @param inserts whether new rows are found
 * @param updates whether changed rows are found
 * @param deletes whether it is found that rows are gone
 * @param versions whether raw may get several versions of one key
 * @param replaces whether each batch stands for all that were loaded before
 * @param needsSpark whether only Spark reads the rows
 * @param verifiable whether the source can digest its content for {@code verify --source}
 */
public record Capabilities(
        String mode,
        Finding inserts,
        Finding updates,
        Finding deletes,
        boolean versions,
        boolean replaces,
        boolean needsSpark,
        boolean verifiable) {

    /** How surely a kind of change is found. */
    public enum Finding {
        /** Each one, in whatever order transactions commit. */
        COMPLETE,
        /** Those that keep a condition that the user states. */
        CONDITIONAL,
        NEVER;

        /** For the capability table. */
        public String word() {
            return this == NEVER ? "not seen" : name().toLowerCase(Locale.ROOT);
        }
    }
}
