package io.alluvium.sources.postgres;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Which rows of a table.
 *
 * @param sql over the row {@code t}
 * @param identity the same for the same rows of the same content, in every snapshot; the SQL may name the snapshot
 */
record RowCondition(String sql, String identity) {
    static final RowCondition ALL = RowCondition.of("true");

    RowCondition {
        Objects.requireNonNull(sql, "sql");
        Objects.requireNonNull(identity, "identity");
    }

    /** SQL that means the same in every snapshot. */
    static RowCondition of(String sql) {
        return new RowCondition(sql, sql);
    }

    RowCondition and(RowCondition other) {
        return new RowCondition(
                "(" + sql + ") and (" + other.sql + ")", "(" + identity + ") and (" + other.identity + ")");
    }

    /** Also the rows of these tables, by their numbers in the catalog. */
    RowCondition orOf(List<Long> tables) {
        if (isAll() || tables.isEmpty()) {
            return this;
        }
        String among = "t.tableoid = any ('"
                + tables.stream().map(Object::toString).collect(Collectors.joining(",", "{", "}"))
                + "'::pg_catalog.oid[])";
        return new RowCondition("(" + sql + ") or " + among, "(" + identity + ") or " + among);
    }

    boolean isAll() {
        return sql.equals(ALL.sql);
    }
}
