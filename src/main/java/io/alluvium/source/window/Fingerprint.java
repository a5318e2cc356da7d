package io.alluvium.source.window;

import java.util.List;
import java.util.Optional;

/**
 * The database's own digest of rows, with everything it depends on: equal texts mean equal rows. The parts are the form,
 * the server, the columns, the condition and the sums.
 *
 * @param server its identity
 * @param table the source's own number of it
 * @param shape changes when a column is added, dropped, renamed, moved or retyped; no semicolon is in it
 */
public record Fingerprint(String server, long table, String shape) {
    private static final String FORM = "1";

    /**
     * Of some rows.
     *
     * @param rows the same for the same condition, in every state of the server
     * @param sums any change of the set of rows changes them
     */
    public String text(String rows, String sums) {
        return String.join(";", FORM, server, Long.toString(table), shape, rows, sums);
    }

    /** What digests of key ranges depend on, see {@link io.alluvium.source.keys.RangedFingerprint#of()}. */
    public String ofRanges(String column, List<String> key) {
        return String.join(";", server, Long.toString(table), shape, column, key.toString());
    }

    /** Whether another one was taken of a table with other columns. */
    public boolean hasOtherShape(Optional<String> fingerprint) {
        return fingerprint.isPresent() && !fingerprint.get().contains(";" + shape + ";");
    }
}
