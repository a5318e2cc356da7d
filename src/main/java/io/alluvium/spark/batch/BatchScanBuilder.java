package io.alluvium.spark.batch;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Leaves columns and rows at the source that a query does not need. */
final class BatchScanBuilder implements SupportsPushDownRequiredColumns, SupportsPushDownV2Filters {
    private final BatchSource source;
    private final Map<Predicate, ColumnFilter> pushed = new LinkedHashMap<>();
    private StructType required;

    BatchScanBuilder(BatchSource source) {
        this.source = source;
        this.required = source.schema();
    }

    /** Spark may want some fields of a struct alone; sources give whole columns. */
    @Override
    public void pruneColumns(StructType columns) {
        required = new StructType(
                Arrays.stream(columns.fieldNames()).map(source.schema()::apply).toArray(StructField[]::new));
    }

    /** Spark evaluates all of them again: what the source leaves out is a saving, never the answer. */
    @Override
    public Predicate[] pushPredicates(Predicate[] predicates) {
        pushed.clear();
        for (Predicate predicate : predicates) {
            ColumnFilter.of(predicate).filter(source::understands).ifPresent(filter -> pushed.put(predicate, filter));
        }
        return predicates;
    }

    @Override
    public Predicate[] pushedPredicates() {
        return pushed.keySet().toArray(Predicate[]::new);
    }

    @Override
    public Scan build() {
        List<ColumnFilter> filters = List.copyOf(pushed.values());
        return new BatchScan(source.narrowed(required, filters), filters);
    }
}
