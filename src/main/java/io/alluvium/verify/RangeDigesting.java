package io.alluvium.verify;

import io.alluvium.source.keys.KeyOrder;
import io.alluvium.source.keys.RangeDigest;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Digests of rows to those of the ranges, within one task. Spark carries it to its tasks. */
final class RangeDigesting implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    private final KeyOrder order;

    RangeDigesting(KeyOrder order) {
        this.order = order;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        Map<Integer, RangeDigest> ranges = new TreeMap<>();
        Map<Integer, Long> repeated = new TreeMap<>();
        while (rows.hasNext()) {
            Row row = rows.next();
            Optional<String> first = Optional.ofNullable(row.getString(2));
            RangeDigest one = new RangeDigest(row.getInt(0), 1, first, first, row.getLong(3));
            ranges.merge(one.range(), one, (sum, next) -> sum.and(next, order));
            repeated.merge(one.range(), row.getLong(5), Long::sum);
        }
        return ranges.values().stream()
                .map(range -> RowFactory.create(
                        range.range(),
                        range.rows(),
                        range.first().orElse(null),
                        range.last().orElse(null),
                        range.sum(),
                        repeated.getOrDefault(range.range(), 0L)))
                .iterator();
    }
}
