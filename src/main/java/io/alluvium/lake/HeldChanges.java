package io.alluvium.lake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What came to a table and what went, as the driver that wrote it holds it. A row that was changed went as it was and
 * came as it is.
 *
 * @param schema the table's columns, in the order of each row's values
 */
public record HeldChanges(StructType schema, List<Row> came, List<Row> went) {
    public HeldChanges {
        Objects.requireNonNull(schema, "schema");
        came = List.copyOf(came);
        went = List.copyOf(went);
    }

    static HeldChanges none(StructType schema) {
        return new HeldChanges(schema, List.of(), List.of());
    }

    /** Whether values of all columns come to the driver and go back as they are. */
    static boolean canHold(StructType schema) {
        return Arrays.stream(schema.fields()).allMatch(field -> field.dataType() instanceof AtomicType);
    }

    int count() {
        return came.size() + went.size();
    }

    /** Both, one after the other. @param later with the same columns */
    HeldChanges and(HeldChanges later) {
        List<Row> allCame = new ArrayList<>(came);
        allCame.addAll(later.came);
        List<Row> allWent = new ArrayList<>(went);
        allWent.addAll(later.went);
        return new HeldChanges(schema, allCame, allWent);
    }

    /** Rows with the values that columns of the same names have; null in others. */
    static List<Row> aligned(List<Row> rows, StructType from, StructType to) {
        List<String> names = Arrays.asList(from.fieldNames());
        int[] places = Arrays.stream(to.fieldNames()).mapToInt(names::indexOf).toArray();
        return rows.stream().map(row -> aligned(row, places)).toList();
    }

    private static Row aligned(Row row, int[] places) {
        @Nullable Object[] values = new Object[places.length];
        for (int i = 0; i < places.length; i++) {
            values[i] = places[i] < 0 ? null : row.get(places[i]);
        }
        return RowFactory.create(values);
    }
}
