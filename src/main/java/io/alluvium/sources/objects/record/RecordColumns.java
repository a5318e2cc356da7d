package io.alluvium.sources.objects.record;

import io.alluvium.sources.objects.value.ValueDecoder;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Where the values of records go that name them.
 *
 * @param columns of the table: the first of each batch
 * @param named what a value of a record is called among the columns; values nested in it are called as they are
 * @param masks columns whose values are masked
 */
public record RecordColumns(StructType columns, UnaryOperator<String> named, ValueDecoder.Masks masks) {
    /** Whether of the column's values only masks are stored. */
    public boolean isMasked(StructField column) {
        return masks.columns().containsKey(column.name());
    }
}
