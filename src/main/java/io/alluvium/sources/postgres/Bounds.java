package io.alluvium.sources.postgres;

import java.util.List;
import java.util.Objects;

/**
 * A window as conditions in SQL.
 *
 * @param rows to read
 * @param next the rows that the next window would hold; they are among those to read
 * @param scanned whether the server looks at every page of the table anyway, so that several connections may share the
 *     pages
 */
record Bounds(RowCondition rows, RowCondition next, boolean scanned) {
    Bounds {
        Objects.requireNonNull(rows, "rows");
        Objects.requireNonNull(next, "next");
    }

    /** Also all rows of these tables, which no index finds. */
    Bounds withAllOf(List<Long> tables) {
        return new Bounds(rows.orOf(tables), next, scanned || !tables.isEmpty());
    }
}
