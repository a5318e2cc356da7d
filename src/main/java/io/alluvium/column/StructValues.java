package io.alluvium.column;

import java.util.Arrays;
import java.util.BitSet;
import org.apache.spark.sql.types.StructType;

/**
 * Structs: a column for each of their fields, with a row for each struct that there is and none for those that are null.
 * A struct's values are appended to {@link #field}, at most one each, then the struct with {@link #append}.
 */
public final class StructValues extends ColumnValues {
    /** Of many fields few have values in most rows; those that do grow. */
    private static final int MOST_ROOM = 64;

    private final ColumnValues[] fields;

    private StructValues(ColumnValues[] fields, int capacity) {
        super(capacity);
        this.fields = fields;
    }

    static StructValues of(StructType type, int capacity) {
        int room = Math.min(capacity, MOST_ROOM);
        return new StructValues(
                Arrays.stream(type.fields())
                        .map(field -> of(field.dataType(), room))
                        .toArray(ColumnValues[]::new),
                capacity);
    }

    public int fieldCount() {
        return fields.length;
    }

    /** The values of a field, in the structs that are not null. */
    public ColumnValues field(int index) {
        return fields[index];
    }

    /** The next struct: what was appended to its fields since the one before, and null in the others. */
    public void append() {
        int before = values();
        for (ColumnValues field : fields) {
            int given = field.rows() - before;
            if (given == 0) {
                field.appendNull();
            } else if (given != 1) {
                throw new IllegalStateException(given + " values for a field of one struct");
            }
        }
        appended();
    }

    @Override
    void shortenValues(int count) {
        for (ColumnValues field : fields) {
            field.shorten(count);
        }
    }

    @Override
    void dropValues(int from, int count, BitSet dropped) {
        for (ColumnValues field : fields) {
            field.drop(from, dropped);
        }
    }

    @Override
    void clearValues() {
        for (ColumnValues field : fields) {
            field.clear();
        }
    }
}
