package io.alluvium.source.window;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
     * The shape of a table.
     *
     * @param columns a text each that differs where position, name or type do
     */
    public static String shape(List<String> columns) {
        StringBuilder shape = new StringBuilder();
        columns.forEach(column -> shape.append(column).append('\n'));
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(shape.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

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
