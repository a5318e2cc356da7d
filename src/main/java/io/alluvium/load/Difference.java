package io.alluvium.load;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.alluvium.raw.LastVersion;
import io.alluvium.raw.Operation;
import io.alluvium.raw.RawColumns;
import io.alluvium.spark.SqlNames;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.StructField;

/**
 * What a complete reading says that raw's log does not. These are rows that are new, other or gone, marked {@code I},
 * {@code U}, {@code D}. A gone row carries its last known values.
 */
final class Difference {
    private static final String OLD = "old_row";
    private static final String NEW = "new_row";

    private final List<String> key;

    Difference(List<String> key) {
        this.key = List.copyOf(key);
    }

    /** All rows as inserts: the difference to an empty table. */
    Dataset<Row> fromNothing(Dataset<Row> read) {
        return read.withColumn(RawColumns.OPERATION, lit(Operation.INSERT.letter()));
    }

    /**
     * @param raw the whole log, or all it has of some keys
     * @param read the current content, whole or of these keys, each key once and without nulls
     */
    Dataset<Row> between(Dataset<Row> raw, Dataset<Row> read) {
        List<StructField> columns = RawColumns.sourceColumns(read.schema());
        Dataset<Row> before = keyed(current(raw, columns), OLD);
        Dataset<Row> now = keyed(read, NEW);
        Column operation = when(col(OLD).isNull(), Operation.INSERT.letter())
                .when(col(NEW).isNull(), Operation.DELETE.letter())
                .when(sameValues(columns), lit(null))
                .otherwise(Operation.UPDATE.letter());
        List<Column> output = new ArrayList<>();
        for (StructField field : read.schema().fields()) {
            String quoted = SqlNames.quoted(field.name());
            Column fresh = col(NEW + "." + quoted);
            output.add(
                    RawColumns.isAdded(field.name())
                            ? fresh.as(field.name())
                            : when(col(NEW).isNull(), col(OLD + "." + quoted))
                                    .otherwise(fresh)
                                    .as(field.name()));
        }
        output.add(col(RawColumns.OPERATION));
        return before.join(now, sameKey(before, now), "full_outer")
                .withColumn(RawColumns.OPERATION, operation)
                .where(col(RawColumns.OPERATION).isNotNull())
                .select(output.toArray(Column[]::new));
    }

    /**
     * The rows that are not the last version of their key, with all its values.
     *
     * @param raw the whole log
     * @param read each key once and without nulls
     */
    Dataset<Row> others(Dataset<Row> raw, Dataset<Row> read) {
        List<StructField> columns = List.of(read.schema().fields());
        Dataset<Row> before = keyed(last(raw, columns).select("last.row.*"), OLD);
        Dataset<Row> now = keyed(read, NEW);
        return now.join(before, sameKey(before, now), "left_outer")
                .where(col(OLD).isNull().or(not(sameValues(columns))))
                .select(NEW + ".*");
    }

    private Column sameKey(Dataset<Row> one, Dataset<Row> other) {
        return IntStream.range(0, key.size())
                .mapToObj(i -> one.col("key.k" + i).eqNullSafe(other.col("key.k" + i)))
                .reduce(Column::and)
                .orElseThrow();
    }

    /** The last version of each key that is not a deletion. */
    private Dataset<Row> current(Dataset<Row> raw, List<StructField> columns) {
        return last(raw, columns).where(col("last.there")).select("last.row.*");
    }

    /** The last version of each key; columns that raw has not yet are null. */
    private Dataset<Row> last(Dataset<Row> raw, List<StructField> columns) {
        List<String> present = List.of(raw.columns());
        Column row = struct(columns.stream()
                .map(field -> present.contains(field.name())
                        ? SqlNames.column(field.name())
                        : lit(null).cast(field.dataType()).as(field.name()))
                .toArray(Column[]::new));
        return raw.groupBy(SqlNames.numbered(key))
                .agg(max_by(struct(row.as("row"), LastVersion.isThere(present).as("there")), LastVersion.order(present))
                        .as("last"));
    }

    private Dataset<Row> keyed(Dataset<Row> rows, String name) {
        // A path to a field has no quotation that holds whatever the field is called.
        Column keys = struct(SqlNames.numbered(key));
        Column values = struct(
                java.util.Arrays.stream(rows.columns()).map(SqlNames::column).toArray(Column[]::new));
        return rows.select(keys.as("key"), values.as(name));
    }

    private static Column sameValues(List<StructField> columns) {
        return columns.stream().map(Difference::sameValue).reduce(Column::and).orElseThrow();
    }

    private static Column sameValue(StructField field) {
        Column before = col(OLD + "." + SqlNames.quoted(field.name()));
        Column now = col(NEW + "." + SqlNames.quoted(field.name()));
        Column same = before.eqNullSafe(now);
        if (!field.dataType().existsRecursively(Difference::isFloating)) {
            return same;
        }
        // Zeros of either sign are equal, and yet one row is not the other.
        Column sameText = before.cast(DataTypes.StringType).eqNullSafe(now.cast(DataTypes.StringType));
        return same.and(isFloating(field.dataType()) ? before.notEqual(lit(0)).or(sameText) : sameText);
    }

    private static boolean isFloating(DataType type) {
        return type instanceof FloatType || type instanceof DoubleType;
    }
}
