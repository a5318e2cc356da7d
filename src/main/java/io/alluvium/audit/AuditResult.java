package io.alluvium.audit;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the comparison of a table with its source found. Holds values of keys: for the screen and for answers in JSON of the
 * person who asked, never for logs.
 *
 * @param source its name, as its database writes it
 * @param target what lies there
 * @param tool that has loaded it, as far as its columns tell
 * @param key the columns by which rows are told, by the source's names
 * @param compared columns, by the source's names
 * @param omitted columns that are not compared, and why, for people
 * @param notes what a reader of the result has to know, for people
 * @param rows how many there are
 * @param counts rows of each kind of difference
 * @param staleBy in how many of the stale rows a column differs; empty where nobody asked
 * @param keys the first keys of each kind, values in the order of the key's columns, empty for null
 */
public record AuditResult(
        String source,
        String target,
        Optional<String> tool,
        List<String> key,
        List<String> compared,
        Map<String, String> omitted,
        List<String> notes,
        Rows rows,
        Map<Kind, Long> counts,
        Map<String, Long> staleBy,
        Map<Kind, List<List<Optional<String>>>> keys) {
    public AuditResult {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(tool, "tool");
        Objects.requireNonNull(rows, "rows");
    }

    /**
     * Rows on both sides.
     *
     * @param source those that are compared
     * @param newer others of the source, written too late
     * @param target those that stand for rows that the source has
     * @param gone others of the target, marked as deleted at the source
     * @param past others of the target, of which a later version is there
     */
    public record Rows(long source, long newer, long target, long gone, long past) {}

    /** What is wrong with a row. */
    public enum Kind {
        MISSING("in the source, not in the target"),
        STALE("in both, with other values"),
        EXTRA("in the target, not in the source"),
        TWICE("in the target once more");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** What it means, for people. */
        public String words() {
            return words;
        }
    }

    public long count(Kind kind) {
        return counts.getOrDefault(kind, 0L);
    }

    public boolean isEqual() {
        return counts.values().stream().allMatch(count -> count == 0);
    }
}
