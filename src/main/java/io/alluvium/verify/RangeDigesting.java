package io.alluvium.verify;

import io.alluvium.source.keys.KeyOrder;
import io.alluvium.source.keys.RangeDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Digests of rows to those of the ranges, within one task; of few rows these themselves, each of which is a range of one row
 * that has a key. Spark carries it to its tasks.
 */
final class RangeDigesting implements MapPartitionsFunction<Row, Row> {
    static final StructType DIGEST = new StructType()
            .add("range", DataTypes.IntegerType)
            .add("rows", DataTypes.LongType)
            .add("first", DataTypes.StringType)
            .add("last", DataTypes.StringType)
            .add("sum", DataTypes.LongType)
            .add("repeated", DataTypes.LongType)
            .add("key", DataTypes.StringType)
            .add("version", DataTypes.LongType);

    private static final long serialVersionUID = 1L;

    /** Of a row beside its key. */
    private static final long BYTES_A_ROW = 200;

    private final KeyOrder order;
    private final long most;

    /** @param most bytes of rows that all tasks together hand on one by one, about */
    RangeDigesting(KeyOrder order, long most) {
        this.order = order;
        this.most = most;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        Map<Integer, RangeDigest> ranges = new TreeMap<>();
        Map<Integer, Long> repeated = new TreeMap<>();
        List<Row> each = new ArrayList<>();
        long left = most / Math.max(1, TaskContext.get().numPartitions());
        while (rows.hasNext()) {
            Row row = rows.next();
            Optional<String> first = Optional.ofNullable(row.getString(2));
            RangeDigest one = new RangeDigest(row.getInt(0), 1, first, first, row.getLong(3));
            ranges.merge(one.range(), one, (sum, next) -> sum.and(next, order));
            repeated.merge(one.range(), row.getLong(5), Long::sum);
            left -= BYTES_A_ROW + row.getString(1).length();
            if (left >= 0) {
                each.add(row(one, row.getLong(5), row.getString(1), row.get(4)));
            } else {
                each.clear();
            }
        }
        return left >= 0
                ? each.iterator()
                : ranges.values().stream()
                        .map(range -> row(range, repeated.getOrDefault(range.range(), 0L), null, null))
                        .iterator();
    }

    private static Row row(RangeDigest range, long repeated, @Nullable String key, @Nullable Object version) {
        return RowFactory.create(
                range.range(),
                range.rows(),
                range.first().orElse(null),
                range.last().orElse(null),
                range.sum(),
                repeated,
                key,
                version);
    }
}
