package io.alluvium.audit;

import io.alluvium.source.AuditedTable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a person asks for.
 *
 * @param key columns that identify a row, by the source's names; empty for the source's own key
 * @param columns that alone are compared, beside those of the key; empty for all
 * @param excluded columns that are not compared
 * @param log whether the target keeps versions of rows, of which the last one counts
 * @param latestBy columns of the target that order versions, the most significant first; empty for the tool's own
 * @param before leaves out rows of the source that were written later
 * @param byColumn whether to say which columns of stale rows differ, at the price of a comparison a column
 * @param keys how many keys are told of each kind of difference
 */
public record AuditOptions(
        List<String> key,
        List<String> columns,
        List<String> excluded,
        boolean log,
        List<String> latestBy,
        Optional<AuditedTable.Before> before,
        boolean byColumn,
        int keys) {
    public AuditOptions {
        key = List.copyOf(key);
        columns = List.copyOf(columns);
        excluded = List.copyOf(excluded);
        latestBy = List.copyOf(latestBy);
        Objects.requireNonNull(before, "before");
    }

    /** Of one column, without keys. */
    AuditOptions only(String column) {
        return new AuditOptions(key, List.of(column), List.of(), log, latestBy, before, false, 0);
    }
}
