package io.alluvium.sources.postgres;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.connector.read.SupportsPushDownV2Filters;
import org.apache.spark.sql.types.StructType;

/** Leaves columns and rows at the server that a query does not need. */
final class CopyScanBuilder implements SupportsPushDownRequiredColumns, SupportsPushDownV2Filters {
    private final CopyRead read;
    private final List<PushedFilter> pushed = new ArrayList<>();
    private StructType required;

    CopyScanBuilder(CopyRead read) {
        this.read = read;
        this.required = read.schema();
    }

    @Override
    public void pruneColumns(StructType columns) {
        required = columns;
    }

    /** Spark evaluates all of them again: what the server leaves out is a saving, never the answer. */
    @Override
    public Predicate[] pushPredicates(Predicate[] predicates) {
        pushed.clear();
        for (Predicate predicate : predicates) {
            PushedFilter.of(predicate, read.plan()).ifPresent(pushed::add);
        }
        return predicates;
    }

    @Override
    public Predicate[] pushedPredicates() {
        return pushed.stream().map(PushedFilter::predicate).toArray(Predicate[]::new);
    }

    @Override
    public Scan build() {
        CopyPlan plan = read.plan();
        for (PushedFilter filter : pushed) {
            plan = plan.where(filter.condition());
        }
        return new CopyScan(read.with(plan.select(required)), pushed);
    }
}
