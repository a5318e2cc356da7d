package io.alluvium.raw;

import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Tells whether a column may take another type so that every row that is there keeps its value. */
public final class TypeGrowth {
    private TypeGrowth() {}

    /** Whether a type is the same, or has more fields behind those of its structs; what may be null says nothing. */
    public static boolean isSameOrGrown(DataType before, DataType after) {
        if (before instanceof StructType old && after instanceof StructType now) {
            return now.length() >= old.length() && areSameOrGrown(old.fields(), now.fields());
        }
        if (before instanceof ArrayType old && after instanceof ArrayType now) {
            return isSameOrGrown(old.elementType(), now.elementType());
        }
        return before.asNullable().equals(after.asNullable());
    }

    private static boolean areSameOrGrown(StructField[] before, StructField[] after) {
        for (int i = 0; i < before.length; i++) {
            boolean same = before[i].name().equals(after[i].name())
                    && isSameOrGrown(before[i].dataType(), after[i].dataType());
            if (!same) {
                return false;
            }
        }
        return true;
    }
}
