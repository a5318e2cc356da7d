package io.alluvium.verify;

import io.alluvium.domain.TableName;
import io.alluvium.spark.SqlNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;

/**
 * Compares rows as multisets, whatever their order. Floats count as equal to twelve digits: sums of them differ by the order in
 * which they were added.
 */
public final class RowMultisets {
    /** Of each kind, for people. */
    private static final int SAMPLES = 3;

    private RowMultisets() {}

    /** Whether rows of this shape can be compared; maps have no order of their entries. */
    public static boolean canCompare(Dataset<Row> rows) {
        return Arrays.stream(rows.schema().fields())
                .noneMatch(field -> field.dataType().existsRecursively(RowMultisets::hasNoIdentity));
    }

    private static boolean hasNoIdentity(DataType type) {
        return type instanceof MapType || type.typeName().equals("variant");
    }

    /**
     * @param expected columns by name as {@code actual} has them; more columns there count as null here
     */
    public static Verdict.Recomputed compared(TableName table, Dataset<Row> expected, Dataset<Row> actual) {
        Dataset<Row> wanted = comparable(expected, actual);
        Dataset<Row> found = comparable(actual, actual);
        Dataset<Row> missing = wanted.exceptAll(found);
        Dataset<Row> superfluous = found.exceptAll(wanted);
        long lost = missing.count();
        long more = superfluous.count();
        List<String> samples = new ArrayList<>();
        if (lost > 0) {
            missing.limit(SAMPLES).collectAsList().forEach(row -> samples.add("missing " + row));
        }
        if (more > 0) {
            superfluous.limit(SAMPLES).collectAsList().forEach(row -> samples.add("superfluous " + row));
        }
        return new Verdict.Recomputed(table, wanted.count(), lost, more, samples);
    }

    private static Dataset<Row> comparable(Dataset<Row> rows, Dataset<Row> shape) {
        List<String> known = Arrays.asList(rows.columns());
        List<Column> columns = new ArrayList<>();
        for (StructField field : shape.schema().fields()) {
            Column column = known.stream().anyMatch(field.name()::equalsIgnoreCase)
                    ? SqlNames.column(field.name())
                    : functions.lit(null).cast(field.dataType());
            boolean isFloat = field.dataType() instanceof FloatType || field.dataType() instanceof DoubleType;
            columns.add((isFloat ? functions.format_string("%.11e", column.cast("double")) : column).as(field.name()));
        }
        return rows.select(columns.toArray(Column[]::new));
    }
}
