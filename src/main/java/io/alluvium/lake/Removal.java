package io.alluvium.lake;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Which of a table's rows a change takes out. */
interface Removal {
    /** Not null in a row that goes where another comes in its place. */
    String REPLACED = "_alluvium_replaced";

    /**
     * The rows that go, each once.
     *
     * @param table its rows
     * @param columns of {@code table} to give, under names that no table has
     * @return these columns and {@link #REPLACED}
     */
    Dataset<Row> removed(Dataset<Row> table, Column... columns);

    /** The rows that stay. */
    Dataset<Row> kept(Dataset<Row> table);
}
