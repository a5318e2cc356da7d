package io.alluvium.column;

import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarArray;

/** Arrays: ranges of a vector of elements. */
final class ListsVector extends ValuesVector {
    private final ListValues values;
    private final ValuesVector elements;

    ListsVector(ListValues values, ArrayType type) {
        super(values, type);
        this.values = values;
        this.elements = over(values.elements(), type.elementType());
    }

    @Override
    void refreshParts() {
        elements.refresh();
    }

    @Override
    public ColumnarArray getArray(int row) {
        int place = place(row);
        int start = values.start(place);
        return new ColumnarArray(elements, start, values.end(place) - start);
    }

    @Override
    public ColumnVector getChild(int ordinal) {
        return elements;
    }
}
