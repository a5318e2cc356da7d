package io.alluvium.spark.catalog;

import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import scala.Function1;
import scala.Option;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * Lets Spark scan a {@link CatalogTable} by its files, as it scans any format. An extension of the session, made
 * by reflection.
 */
public final class FileTables extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
    /** Spark makes extensions without arguments. */
    public FileTables() {}

    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        extensions.injectResolutionRule(new AbstractFunction1<SparkSession, Rule<LogicalPlan>>() {
            @Override
            public Rule<LogicalPlan> apply(SparkSession session) {
                return new FilesOfTables();
            }
        });
        return BoxedUnit.UNIT;
    }

    private static final class FilesOfTables extends Rule<LogicalPlan> {
        @Override
        public LogicalPlan apply(LogicalPlan plan) {
            return plan.resolveOperatorsUp(new Replacement());
        }
    }

    private static final class Replacement extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean isDefinedAt(LogicalPlan plan) {
            return plan instanceof DataSourceV2Relation relation && relation.table() instanceof FileTable;
        }

        @Override
        @SuppressWarnings("unchecked") // The transformation's result is a plan, as its argument is.
        public <P extends LogicalPlan, R> R applyOrElse(P plan, Function1<P, R> otherwise) {
            if (plan instanceof DataSourceV2Relation named && named.table() instanceof FileTable table) {
                // The same output attributes, so that what was resolved against the name stays resolved.
                return (R) new LogicalRelation(table.files(), named.output(), Option.empty(), false, Option.empty());
            }
            return otherwise.apply(plan);
        }
    }
}
