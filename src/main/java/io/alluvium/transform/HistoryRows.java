package io.alluvium.transform;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.alluvium.model.Strategy;
import io.alluvium.raw.LastVersion;
import io.alluvium.raw.RawColumns;
import io.alluvium.spark.SqlNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * The history of each key of a raw log: the intervals in which a version of it was the current row, in the order in which
 * {@link CurrentRows} finds the last one. Like that it depends on the set of versions alone. A
 * version begins at its first sequence value where that is a time, else when its batch was loaded; never before the one that it follows,
 * and of those that begin together the last is kept.
 */
final class HistoryRows {
    /** When a version began to hold; in the content that the SELECT reads, and in its rows. */
    static final String FROM = "__alluvium_from";

    /** When the next one did; null for the last. */
    static final String TO = "__alluvium_to";

    private static final String OWN = "__alluvium_own";
    private static final String TIME = "__alluvium_time";
    private static final String START = "__alluvium_start";

    private final List<String> key;
    private final List<String> sequence;
    private final Optional<UnaryOperator<Dataset<Row>>> deleteWhen;

    /** The parameters are those of {@link CurrentRows}. */
    HistoryRows(List<String> key, List<String> sequence, Optional<UnaryOperator<Dataset<Row>>> deleteWhen) {
        this.key = List.copyOf(key);
        this.sequence = List.copyOf(sequence);
        this.deleteWhen = deleteWhen;
    }

    /** The versions that were current for some time, with {@link #FROM} and {@link #TO}; deletions close, and are left out. */
    Dataset<Row> of(Dataset<Row> log) {
        List<String> columns = Arrays.asList(log.columns());
        WindowSpec order = Window.partitionBy(key.stream().map(SqlNames::column).toArray(Column[]::new))
                .orderBy(CurrentRows.order(sequence, columns).toArray(Column[]::new));
        WindowSpec onwards = order.rowsBetween(Window.currentRow(), Window.unboundedFollowing());
        WindowSpec so = order.rowsBetween(Window.unboundedPreceding(), Window.currentRow());
        Column loaded = SqlNames.column(RawColumns.LOADED_AT);
        Column own = ownTime(log);
        Dataset<Row> timed = log.withColumn(OWN, own)
                .withColumn(
                        TIME,
                        when(isFound(columns, order), loaded.cast(type(log))).otherwise(col(OWN)))
                // What has no time comes before all that has one: it began when it was loaded, or when the first of
                // these did.
                .withColumn(
                        TIME,
                        coalesce(
                                col(TIME),
                                least(loaded.cast(type(log)), min(TIME).over(onwards))))
                .withColumn(FROM, max(TIME).over(so));
        Dataset<Row> lasting = timed.withColumn(TO, lead(FROM, 1).over(order))
                .where(col(TO).isNull().or(col(TO).gt(col(FROM))))
                .drop(OWN, TIME);
        Dataset<Row> there =
                columns.contains(RawColumns.OPERATION) ? lasting.where(LastVersion.isThere(columns)) : lasting;
        return deleteWhen.map(living -> living.apply(there)).orElse(there);
    }

    /** A deletion that brings no time of its own was found when its batch was read. */
    private static Column isFound(List<String> columns, WindowSpec order) {
        return not(LastVersion.isThere(columns))
                .and(col(OWN).isNull().or(col(OWN).leq(lag(OWN, 1).over(order))));
    }

    private Column ownTime(Dataset<Row> log) {
        return time(log)
                .map(field -> SqlNames.column(field.name()).cast(type(log)))
                .orElse(SqlNames.column(RawColumns.LOADED_AT));
    }

    private DataType type(Dataset<Row> log) {
        return time(log)
                        .filter(field -> field.dataType() instanceof TimestampNTZType)
                        .isPresent()
                ? DataTypes.TimestampNTZType
                : DataTypes.TimestampType;
    }

    /** The first sequence column, where it is a time. */
    private Optional<StructField> time(Dataset<Row> log) {
        return sequence.stream()
                .limit(1)
                .flatMap(name -> Arrays.stream(log.schema().fields())
                        .filter(field -> field.name().equalsIgnoreCase(name))
                        .filter(field -> field.dataType() instanceof TimestampType
                                || field.dataType() instanceof TimestampNTZType
                                || field.dataType() instanceof DateType))
                .findFirst();
    }

    /**
     * Intervals that follow each other without a gap and are equal in some columns, as one with the last one's values.
     *
     * @param rows with {@link #FROM} and {@link #TO}
     * @param outputKey columns of the rows
     * @param tracked columns of the rows; empty for all but the two
     */
    static Dataset<Row> merged(Dataset<Row> rows, List<String> outputKey, List<String> tracked) {
        WindowSpec order = Window.partitionBy(
                        outputKey.stream().map(SqlNames::column).toArray(Column[]::new))
                .orderBy(col(FROM));
        Column continues = lag(TO, 1).over(order).equalTo(col(FROM));
        for (StructField field : rows.schema().fields()) {
            boolean counts = tracked.isEmpty()
                    ? !List.of(FROM, TO).contains(field.name())
                    : tracked.stream().anyMatch(field.name()::equalsIgnoreCase);
            if (counts) {
                Column value = comparable(field);
                continues = continues.and(value.eqNullSafe(lag(value, 1).over(order)));
            }
        }
        Column begins = not(coalesce(continues, lit(false)));
        Dataset<Row> marked = rows.withColumn(START, when(begins, col(FROM)));
        WindowSpec so = order.rowsBetween(Window.unboundedPreceding(), Window.currentRow());
        List<Column> columns = new ArrayList<>();
        for (String name : rows.columns()) {
            columns.add(name.equals(FROM) ? last(col(START), true).over(so).as(FROM) : SqlNames.column(name));
        }
        columns.add(
                coalesce(lead(col(START).isNull(), 1).over(order), lit(false)).as(START));
        return marked.select(columns.toArray(Column[]::new))
                .where(not(col(START)))
                .drop(START);
    }

    /** The rows with the two times last, under their names. */
    static Dataset<Row> named(Dataset<Row> rows, Strategy.History history) {
        List<Column> columns = new ArrayList<>();
        Arrays.stream(rows.columns())
                .filter(name -> !List.of(FROM, TO).contains(name))
                .forEach(name -> columns.add(SqlNames.column(name)));
        columns.add(col(FROM).as(history.from()));
        columns.add(col(TO).as(history.to()));
        return rows.select(columns.toArray(Column[]::new));
    }

    /** Spark compares no maps. */
    private static Column comparable(StructField field) {
        Column value = SqlNames.column(field.name());
        return field.dataType().existsRecursively(part -> part instanceof MapType)
                ? value.cast(DataTypes.StringType)
                : value;
    }
}
