package io.alluvium.spark.query;

import io.alluvium.domain.TableName;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.SimpleAnalyzer$;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** A query over tables of which only the columns are known. It is analysed as a session would, and needs none. */
public final class SchemaQuery {
    private final ParsedQuery query;

    private SchemaQuery(ParsedQuery query) {
        this.query = query;
    }

    /** @param sql a model's, which {@link io.alluvium.spark.grammar.SqlText} has read without complaint */
    public static SchemaQuery parse(String sql) {
        return new SchemaQuery(new ParsedQuery(asInSession(() -> CatalystSqlParser$.MODULE$.parsePlan(sql))));
    }

    /** The same query over a table with these columns. */
    public SchemaQuery reading(TableName table, StructType columns) {
        List<Attribute> attributes = List.copyOf(CollectionConverters.asJava(DataTypeUtils.toAttributes(columns)));
        return new SchemaQuery(query.reading(
                table,
                new LocalRelation(
                        CollectionConverters.asScala(attributes).toSeq(),
                        CollectionConverters.asScala(List.<InternalRow>of()).toSeq(),
                        false,
                        Option.empty())));
    }

    /** The same query over a view. */
    public SchemaQuery reading(TableName view, SchemaQuery content) {
        return new SchemaQuery(query.reading(view, content.analyzed()));
    }

    /** The same query with values for its markers; values without a marker do no harm. */
    public SchemaQuery binding(Map<String, Object> parameters) {
        return new SchemaQuery(query.binding(parameters));
    }

    /**
     * The query, with every name known. For those alone who may know Spark's plans.
     *
     * @throws org.apache.spark.sql.AnalysisException undeclared, where the tables have not what the query names
     */
    public LogicalPlan analyzed() {
        return asInSession(() -> {
            LogicalPlan analyzed = SimpleAnalyzer$.MODULE$.execute(query.plan());
            SimpleAnalyzer$.MODULE$.checkAnalysis(analyzed);
            return analyzed;
        });
    }

    /** With the settings of ours that change what a query means. */
    private static <T> T asInSession(Supplier<T> work) {
        SQLConf conf = new SQLConf();
        conf.setConfString("spark.sql.session.timeZone", "UTC");
        conf.setConfString("spark.sql.legacy.parameterSubstitution.constantsOnly", "true");
        return SQLConf.withExistingConf(conf, work::get);
    }
}
