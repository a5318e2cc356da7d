package io.alluvium.column;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A Parquet column, which a column of ours is or has in it.
 *
 * @param path its names from the root
 * @param type the type of its values
 * @param definition the definition level of its values
 * @param repetition how many lists it lies in
 */
record LeafColumn(List<String> path, LeafType type, int definition, int repetition) {

    LeafColumn {
        path = List.copyOf(path);
    }

    /** Those of a column of ours, in the order in which its type names them. */
    static List<LeafColumn> of(StructField field) {
        List<LeafColumn> leaves = new ArrayList<>();
        collect(List.of(field.name()), field.dataType(), 1, 0, leaves);
        return leaves;
    }

    private static void collect(
            List<String> path, DataType type, int definition, int repetition, List<LeafColumn> leaves) {
        if (type instanceof StructType struct) {
            for (StructField field : struct.fields()) {
                collect(longer(path, field.name()), field.dataType(), definition + 1, repetition, leaves);
            }
        } else if (type instanceof ArrayType array) {
            collect(longer(path, "list", "element"), array.elementType(), definition + 2, repetition + 1, leaves);
        } else {
            leaves.add(new LeafColumn(path, LeafType.of(type), definition, repetition));
        }
    }

    private static List<String> longer(List<String> path, String... names) {
        List<String> longer = new ArrayList<>(path);
        longer.addAll(List.of(names));
        return longer;
    }

    /** How many of them a column of a type has in it. */
    static int count(DataType type) {
        if (type instanceof ArrayType array) {
            return count(array.elementType());
        }
        int count = 0;
        if (type instanceof StructType struct) {
            for (StructField field : struct.fields()) {
                count += count(field.dataType());
            }
            return count;
        }
        return 1;
    }
}
