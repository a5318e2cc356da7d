package io.alluvium.transform;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.alluvium.lake.ColumnRange;
import io.alluvium.lake.ColumnRange.Bound;
import io.alluvium.lake.Measure;
import io.alluvium.spark.SqlNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The keys of new versions which do not come after everything that earlier files hold. */
final class LateKeys {
    private final StructType columns;
    private final List<String> names;
    private final String sequence;
    private final int most;

    /**
     * @param columns of the raw table
     * @param key raw columns
     * @param sequence the most significant raw column that orders versions
     * @param most beyond so many they are told as one range
     */
    LateKeys(StructType columns, List<String> key, String sequence, int most) {
        this.columns = columns;
        this.names = List.copyOf(key);
        this.sequence = sequence;
        this.most = most;
    }

    /**
     * One late key, or a range that holds several.
     *
     * @param values of the key's columns
     * @param sequence what the greatest first sequence value of no key here is below; empty for null, and where it is not
     *     known
     */
    record Keys(List<ColumnRange> values, Optional<Bound> sequence) {}

    /**
     * @param versions new ones
     * @param highest what no earlier first sequence value is above; empty where that is not known
     */
    List<Keys> among(Dataset<Row> versions, Optional<Bound> highest) {
        Column first = SqlNames.column(sequence).as("first");
        Dataset<Row> last = versions.groupBy(SqlNames.numbered(names))
                .agg(max(struct(first)).as("last"))
                .withColumn("first", col("last.first"));
        Dataset<Row> late = type(sequence)
                .flatMap(type -> Measure.of(type.dataType())
                        .flatMap(measure -> highest.map(bound -> last.where(
                                col("first").isNull().or(measure.isUpTo(col("first"), type.dataType(), bound))))))
                .orElse(last);
        Dataset<Row> measured = measured(late);
        List<Row> found = measured.limit(most + 1).collectAsList();
        return found.size() <= most ? found.stream().map(this::one).toList() : List.of(range(measured));
    }

    /** Columns by position: those of the key, then the sequence; null where the type has no measure. */
    private Dataset<Row> measured(Dataset<Row> late) {
        List<Column> values = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Column value = col("k" + i);
            values.add(measure(names.get(i))
                    .map(measure -> measure.collected(value))
                    .orElseGet(() -> lit(null).cast("int"))
                    .as("k" + i));
            values.add(value.isNull().as("n" + i));
        }
        values.add(measure(sequence)
                .map(measure -> measure.collected(col("first")))
                .orElseGet(() -> lit(null).cast("int"))
                .as("first"));
        return late.select(values.toArray(Column[]::new));
    }

    private Keys one(Row row) {
        List<ColumnRange> ranges = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            boolean isNull = row.getBoolean(2 * i + 1);
            ranges.add(
                    isNull
                            ? ColumnRange.NULLS
                            : bound(names.get(i), row.get(2 * i))
                                    .map(ColumnRange::of)
                                    .orElse(ColumnRange.UNKNOWN));
        }
        return new Keys(ranges, bound(sequence, row.get(2 * names.size())));
    }

    private Keys range(Dataset<Row> measured) {
        List<Column> bounds = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            bounds.add(min("k" + i));
            bounds.add(max("k" + i));
            bounds.add(count(when(col("n" + i), lit(1))));
        }
        bounds.add(min("first"));
        bounds.add(count(when(col("first").isNull(), lit(1))));
        Row row = measured.agg(bounds.get(0), bounds.subList(1, bounds.size()).toArray(Column[]::new))
                .head();
        List<ColumnRange> ranges = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            ranges.add(new ColumnRange(
                    bound(names.get(i), row.get(3 * i)),
                    bound(names.get(i), row.get(3 * i + 1)),
                    row.getLong(3 * i + 2) > 0,
                    false));
        }
        int at = 3 * names.size();
        return new Keys(ranges, row.getLong(at + 1) > 0 ? Optional.empty() : bound(sequence, row.get(at)));
    }

    private Optional<Bound> bound(String column, @Nullable Object collected) {
        return collected == null ? Optional.empty() : measure(column).map(measure -> measure.bound(collected));
    }

    private Optional<Measure> measure(String column) {
        return type(column).flatMap(field -> Measure.of(field.dataType()));
    }

    private Optional<StructField> type(String column) {
        return Arrays.stream(columns.fields())
                .filter(field -> field.name().equalsIgnoreCase(column))
                .findFirst();
    }
}
