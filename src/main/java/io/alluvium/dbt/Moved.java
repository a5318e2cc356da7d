package io.alluvium.dbt;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A dbt project as one of ours.
 *
 * @param files texts by path
 * @param remarks what was left, then what should be looked at
 */
public record Moved(Map<String, String> files, Counts counts, List<Remark> remarks) {
    /** The file that has all remarks. */
    public static final String REPORT = "from-dbt.txt";

    public Moved {
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        remarks = List.copyOf(remarks);
    }

    /**
     * How much became of what.
     *
     * @param models of the dbt project that are enabled, and its snapshots
     * @param written of these, as models that can run
     * @param left of these, beside which stands why
     * @param waiting of these, translated, but over one that was left
     * @param rules made of tests
     * @param tests that became no rule
     * @param sources that nothing says the place of
     */
    public record Counts(
            int models, int written, int left, int waiting, int seeds, int rules, int tests, int sources) {}

    /** What was left. */
    public List<Remark> left() {
        return remarks.stream()
                .filter(remark -> remark.kind() == Remark.Kind.LEFT)
                .toList();
    }
}
