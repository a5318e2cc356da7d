package io.alluvium.source.survey;

/**
 * Which rows of a table.
 *
 * @param sql over the row {@code t}
 * @param identity the same for the same rows of the same content, in every snapshot; the SQL may name the snapshot
 */
public record RowCondition(String sql, String identity) {
    public static final RowCondition ALL = RowCondition.of("true");

    /** SQL that means the same in every snapshot. */
    public static RowCondition of(String sql) {
        return new RowCondition(sql, sql);
    }

    public RowCondition and(RowCondition other) {
        return new RowCondition(
                "(" + sql + ") and (" + other.sql + ")", "(" + identity + ") and (" + other.identity + ")");
    }

    /** Also the rows of a condition that stands alone. */
    public RowCondition or(RowCondition other) {
        return isAll()
                ? this
                : new RowCondition("(" + sql + ") or " + other.sql, "(" + identity + ") or " + other.identity);
    }

    public boolean isAll() {
        return sql.equals(ALL.sql);
    }
}
