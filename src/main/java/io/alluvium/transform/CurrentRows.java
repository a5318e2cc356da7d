package io.alluvium.transform;

import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;

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

/**
 * The current row of each key of a raw log. It is the version that is last by the sequence columns, then by batch and
 * source version; what is there comes after what is gone. A key whose last version is a deletion has no current row, so
 * that a late update with an earlier sequence does not bring it back. The answer depends on the set of versions alone,
 * not on their order of arrival.
 */
final class CurrentRows {
    private static final List<String> ARRIVAL =
            List.of(RawColumns.BATCH, RawColumns.SOURCE_VERSION, RawColumns.FILE, RawColumns.POSITION);

    private final List<String> key;
    private final List<String> sequence;
    private final Optional<UnaryOperator<Dataset<Row>>> deleteWhen;

    /**
     * @param key raw columns
     * @param sequence raw columns, the most significant first; null sorts before everything
     * @param deleteWhen what keeps the rows that are not deleted; empty where none is
     */
    CurrentRows(List<String> key, List<String> sequence, Optional<UnaryOperator<Dataset<Row>>> deleteWhen) {
        this.key = List.copyOf(key);
        this.sequence = List.copyOf(sequence);
        this.deleteWhen = deleteWhen;
    }

    /** Columns are those of {@code log}. */
    Dataset<Row> of(Dataset<Row> log) {
        List<String> columns = Arrays.asList(log.columns());
        List<Column> order = order(sequence, columns);
        Column version = struct(columns.stream().map(SqlNames::column).toArray(Column[]::new));
        Dataset<Row> last = log.groupBy(SqlNames.numbered(key))
                .agg(max_by(version, struct(order.toArray(Column[]::new))).as("version"))
                .select("version.*");
        Dataset<Row> kept = columns.contains(RawColumns.OPERATION) ? last.where(LastVersion.isThere(columns)) : last;
        return deleteWhen.map(living -> living.apply(kept)).orElse(kept);
    }

    /** What tells the versions of a key apart in their order, the most significant first; the last version has the most. */
    static List<Column> order(List<String> sequence, List<String> columns) {
        List<Column> order = new ArrayList<>();
        sequence.forEach(name -> order.add(SqlNames.column(name)));
        ARRIVAL.stream().filter(columns::contains).forEach(name -> order.add(SqlNames.column(name)));
        order.add(LastVersion.isThere(columns));
        return order;
    }
}
