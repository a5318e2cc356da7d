package io.alluvium.spark;

import java.util.Collection;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.expressions.InSet;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.DataType;
import scala.collection.mutable.HashSet;

/** Conditions on many values, as one expression: Spark's own form of them has a node a value, which each of its rules visits. */
public final class ValueSets {
    private ValueSets() {}

    /**
     * Whether a column has one of the values; null where it is null.
     *
     * @param type of the column
     * @param values not null, as a row has them
     */
    public static Column contains(Column column, DataType type, Collection<?> values) {
        HashSet<Object> known = new HashSet<>();
        var converter = CatalystTypeConverters.createToCatalystConverter(type);
        values.forEach(value -> known.add(converter.apply(value)));
        return ExpressionUtils.column(new InSet(ExpressionUtils.expression(column), known.toSet()));
    }
}
