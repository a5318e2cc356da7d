package io.alluvium.spark;

import java.util.Collection;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.expressions.InSet;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import scala.collection.mutable.HashSet;

/** Conditions on many values, as one expression: Spark's own form of them has a node a value, which each of its rules visits. */
public final class ValueSets {
    private ValueSets() {}

    /**
     * Whether two values that compare as equal are the same value. Those of floats are not, nor those of collated texts: a
     * group of them has one value, which may be another than that of a row in it.
     */
    public static boolean isExact(DataType type) {
        return type instanceof IntegralType
                || type instanceof DecimalType
                || type instanceof BooleanType
                || type instanceof DateType
                || type instanceof TimestampType
                || type instanceof TimestampNTZType
                || type instanceof StringType text && text.supportsBinaryEquality();
    }

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
