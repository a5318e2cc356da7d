package io.alluvium.source.survey;

/**
 * A window as conditions in SQL.
 *
 * @param rows to read
 * @param next the rows that the next window would hold; they are among those to read
 * @param scanned whether the server looks at every page of the table anyway, so that several connections may share the
 *     pages
 */
public record Bounds(RowCondition rows, RowCondition next, boolean scanned) {

    /** Also other rows of the table, which no index finds. */
    public Bounds with(RowCondition others) {
        return new Bounds(rows.or(others), next, true);
    }
}
