package io.alluvium.spark;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.aggregation.BitmapAggregator;
import org.apache.spark.sql.classic.ExpressionUtils;
import org.apache.spark.sql.functions;
import scala.Enumeration;
import scala.Option;

/** Gathers the positions of rows in a file into one value. */
public final class RowPositions {
    private RowPositions() {}

    /**
     * An aggregate of positions: a struct of {@code cardinality}, {@code last} and {@code bitmap}. Delta brings it, in
     * a package of Spark's.
     *
     * @param column of long
     * @param format of the bitmap, one of Delta's
     */
    public static Column bitmap(String column, Enumeration.Value format) {
        return ExpressionUtils.column(new BitmapAggregator(ExpressionUtils.expression(functions.col(column)), format)
                .toAggregateExpression(false, Option.empty()));
    }
}
