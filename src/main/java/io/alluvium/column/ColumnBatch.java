package io.alluvium.column;

import java.io.IOException;
import java.util.BitSet;
import java.util.Objects;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Some rows of a table, column by column: a reader fills it, a writer takes it, then it is cleared and filled again.
 * Memory is taken once and grows with the longest values seen. For one thread at a time.
 */
public final class ColumnBatch {
    private final StructType schema;
    private final ColumnValues[] columns;
    private final int capacity;
    private int rows;

    /**
     * @param schema columns of the types that {@link ColumnValues#of} names
     * @param capacity the number of rows at which the batch is full
     */
    public ColumnBatch(StructType schema, int capacity) {
        this.schema = Objects.requireNonNull(schema, "schema");
        if (capacity < 1) {
            throw new IllegalArgumentException("a batch holds at least one row, not " + capacity);
        }
        this.capacity = capacity;
        this.columns = new ColumnValues[schema.length()];
        StructField[] fields = schema.fields();
        for (int i = 0; i < columns.length; i++) {
            columns[i] = ColumnValues.of(fields[i].dataType(), capacity);
        }
    }

    private ColumnBatch(StructType schema, ColumnValues[] columns, int capacity) {
        this.schema = schema;
        this.columns = columns;
        this.capacity = capacity;
    }

    /**
     * A batch that has some columns of its own; what is appended to its others is in both. It never has rows: only this one
     * ends and drops them.
     *
     * @param types of the first columns, as many as there shall be
     * @param own which of them are its own
     */
    public ColumnBatch withOwn(StructType types, BitSet own) {
        ColumnValues[] all = new ColumnValues[types.length()];
        for (int i = 0; i < all.length; i++) {
            all[i] = own.get(i) ? ColumnValues.of(types.fields()[i].dataType(), capacity) : columns[i];
        }
        return new ColumnBatch(types, all, capacity);
    }

    public StructType schema() {
        return schema;
    }

    /** The values of a column; a reader appends exactly one a row to each. */
    public ColumnValues column(int index) {
        return columns[index];
    }

    /** Finished rows. */
    public int rows() {
        return rows;
    }

    /** Every column has the value of the next row. */
    public void endRow() {
        rows++;
    }

    /** Every column has the values of the next rows. */
    public void endRows(int count) {
        rows += count;
    }

    /** Null for each of the first columns that has no value of the next row. */
    public void appendMissing(int count) {
        for (int i = 0; i < count; i++) {
            if (columns[i].rows() == rows) {
                columns[i].appendNull();
            }
        }
    }

    /** Takes back what there is of the row that is not ended yet, also where it ends in the midst of a value. */
    public void dropRow() {
        for (ColumnValues column : columns) {
            column.shorten(rows);
        }
    }

    /**
     * Takes back some of the rows that are not ended yet; those behind them move up.
     *
     * @param dropped which ones, counted from the first row that is not ended
     */
    public void dropRows(BitSet dropped) {
        for (ColumnValues column : columns) {
            column.drop(rows, dropped);
        }
    }

    /** The number of rows at which the batch is full. */
    public int capacity() {
        return capacity;
    }

    public boolean isFull() {
        return rows >= capacity;
    }

    /** Gives the rows to the sink, if there are any, and forgets them. */
    public void handTo(BatchSink sink) throws IOException {
        if (rows > 0) {
            sink.take(this);
            clear();
        }
    }

    /** Forgets all rows and keeps the memory. */
    public void clear() {
        for (ColumnValues column : columns) {
            column.clear();
        }
        rows = 0;
    }
}
