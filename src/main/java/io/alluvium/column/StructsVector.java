package io.alluvium.column;

import java.util.Arrays;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;

/** Structs: a vector for each field. */
final class StructsVector extends ValuesVector {
    private final ValuesVector[] fields;

    StructsVector(StructValues values, StructType type) {
        super(values, type);
        this.fields = new ValuesVector[values.fieldCount()];
        Arrays.setAll(fields, i -> over(values.field(i), type.fields()[i].dataType()));
    }

    @Override
    void refreshParts() {
        for (ValuesVector field : fields) {
            field.refresh(this);
        }
    }

    @Override
    public ColumnVector getChild(int ordinal) {
        return fields[ordinal];
    }
}
