package io.alluvium.column;

import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructField;

/**
 * The one Parquet column that a column of ours becomes: itself, or the elements of its lists.
 *
 * @param path its names from the root
 * @param type the type of its values
 */
record LeafColumn(List<String> path, LeafType type) {
    static LeafColumn of(StructField field) {
        return field.dataType() instanceof ArrayType array
                ? new LeafColumn(List.of(field.name(), "list", "element"), LeafType.of(array.elementType()))
                : new LeafColumn(List.of(field.name()), LeafType.of(field.dataType()));
    }
}
