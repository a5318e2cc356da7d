package io.alluvium.lake;

import io.alluvium.domain.KeyIntervals;
import io.delta.kernel.expressions.And;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Or;
import io.delta.kernel.expressions.Predicate;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * What a scan need not read, by the statistics of files and row groups; rows outside the intervals may still come. Texts
 * are not looked at: Kernel writes predicates to its log, and they would bring values of rows there.
 */
final class Skipping {
    private Skipping() {}

    /** Empty where the column's type has no place in it. */
    static Optional<Predicate> files(KeyIntervals keys, StructType columns) {
        DataType type = columns.apply(keys.column()).dataType();
        Column column = new Column(keys.column());
        List<Predicate> each = new ArrayList<>();
        for (KeyIntervals.Interval interval : keys.intervals()) {
            List<Predicate> bounds = new ArrayList<>();
            interval.from()
                    .flatMap(from -> literal(from, type))
                    .ifPresent(from -> bounds.add(new Predicate(">=", column, from)));
            interval.before()
                    .flatMap(before -> literal(before, type))
                    .ifPresent(before -> bounds.add(new Predicate("<", column, before)));
            if (bounds.isEmpty()) {
                return Optional.empty();
            }
            each.add(bounds.size() == 1 ? bounds.get(0) : new And(bounds.get(0), bounds.get(1)));
        }
        return Optional.of(any(each));
    }

    /** The part that Kernel can hold against row groups, where it says nothing about the rest to its log. */
    static Optional<Predicate> rowGroups(KeyIntervals keys, StructType columns) {
        DataType type = columns.apply(keys.column()).dataType();
        return type instanceof IntegerType || type instanceof LongType ? files(keys, columns) : Optional.empty();
    }

    /** Nested as a balanced tree, for Kernel walks it by recursion. */
    private static Predicate any(List<Predicate> predicates) {
        int size = predicates.size();
        return size == 1
                ? predicates.get(0)
                : new Or(any(predicates.subList(0, size / 2)), any(predicates.subList(size / 2, size)));
    }

    private static Optional<Literal> literal(String bound, DataType type) {
        if (type instanceof DecimalType decimal) {
            return Optional.of(Literal.ofDecimal(
                    new BigDecimal(bound).setScale(decimal.scale()), decimal.precision(), decimal.scale()));
        }
        if (type instanceof ShortType) {
            return Optional.of(Literal.ofShort(Short.parseShort(bound)));
        }
        if (type instanceof IntegerType) {
            return Optional.of(Literal.ofInt(Integer.parseInt(bound)));
        }
        if (type instanceof LongType) {
            return Optional.of(Literal.ofLong(Long.parseLong(bound)));
        }
        if (type instanceof DateType) {
            return Optional.of(Literal.ofDate(Integer.parseInt(bound)));
        }
        if (type instanceof TimestampType) {
            return Optional.of(Literal.ofTimestamp(Long.parseLong(bound)));
        }
        return type instanceof TimestampNTZType
                ? Optional.of(Literal.ofTimestampNtz(Long.parseLong(bound)))
                : Optional.empty();
    }
}
