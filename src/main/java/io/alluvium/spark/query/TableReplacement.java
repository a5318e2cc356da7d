package io.alluvium.spark.query;

import io.alluvium.domain.TableName;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/** Puts a plan where a table is read. */
final class TableReplacement extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {
    private static final long serialVersionUID = 1L;

    private final transient TableName table;
    private final transient LogicalPlan replacement;

    TableReplacement(TableName table, LogicalPlan replacement) {
        this.table = table;
        this.replacement = replacement;
    }

    @Override
    public boolean isDefinedAt(LogicalPlan plan) {
        return plan instanceof UnresolvedRelation relation
                && TableName.parse(String.join(".", CollectionConverters.asJava(relation.multipartIdentifier())))
                        .filter(table::equals)
                        .isPresent();
    }

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return replacement;
    }
}
