package io.alluvium.spark.query;

import io.alluvium.domain.TableName;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.AliasIdentifier;
import org.apache.spark.sql.catalyst.analysis.CTESubstitution$;
import org.apache.spark.sql.catalyst.analysis.NameParameterizedQuery$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

/** A query that is not analysed yet, so that tables may be replaced and markers bound. */
record ParsedQuery(LogicalPlan plan) {

    /** The same query over {@code content} wherever it reads {@code table}, in WITH and in subqueries too. */
    ParsedQuery reading(TableName table, LogicalPlan content) {
        LogicalPlan replacement = new SubqueryAlias(
                AliasIdentifier.apply(
                        table.name(),
                        CollectionConverters.asScala(List.of(table.layer().label()))
                                .toSeq()),
                content);
        return new ParsedQuery(CTESubstitution$.MODULE$
                .apply(plan)
                .transformDownWithSubqueries(new TableReplacement(table, replacement)));
    }

    /** The same query with values for its markers; values without a marker do no harm. */
    ParsedQuery binding(Map<String, Object> parameters) {
        scala.collection.immutable.Map<String, Expression> values = Map$.MODULE$.empty();
        for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
            values = values.updated(parameter.getKey(), Literal$.MODULE$.apply(parameter.getValue()));
        }
        return values.isEmpty() ? this : new ParsedQuery(NameParameterizedQuery$.MODULE$.apply(plan, values));
    }
}
