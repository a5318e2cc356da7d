package io.alluvium.transform;

import io.alluvium.lake.HeldChanges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What {@link ChangeSet} tells of changes that the driver holds, without a query. */
final class NettedRows {
    private NettedRows() {}

    static Dataset<Row> of(SparkSession session, HeldChanges changes, Set<String> columns) {
        int[] places = IntStream.range(0, changes.schema().length())
                .filter(i -> columns.contains(changes.schema().fieldNames()[i]))
                .toArray();
        StructType schema = new StructType(Arrays.stream(places)
                .mapToObj(place -> changes.schema().fields()[place])
                .map(field -> new StructField(field.name(), field.dataType(), true, field.metadata()))
                .toArray(StructField[]::new));
        // Bytes have no equality of their own here; what went and came as it was only makes more work.
        boolean isComparable =
                Arrays.stream(schema.fields()).noneMatch(field -> field.dataType() instanceof BinaryType);
        Map<List<Object>, Integer> counts = new LinkedHashMap<>();
        changes.came().forEach(row -> counts.merge(values(row, places), 1, Integer::sum));
        int sign = isComparable ? -1 : 1;
        changes.went().forEach(row -> counts.merge(values(row, places), sign, Integer::sum));
        List<Row> rows = new ArrayList<>();
        counts.forEach((values, count) -> {
            if (count != 0) {
                rows.add(RowFactory.create(values.toArray()));
            }
        });
        return session.createDataFrame(rows, schema);
    }

    private static List<Object> values(Row row, int[] places) {
        Object[] values = new Object[places.length];
        for (int i = 0; i < places.length; i++) {
            values[i] = row.get(places[i]);
        }
        return Arrays.asList(values);
    }
}
