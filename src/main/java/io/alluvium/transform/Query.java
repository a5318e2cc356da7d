package io.alluvium.transform;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.model.Model;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.AliasIdentifier;
import org.apache.spark.sql.catalyst.analysis.NameParameterizedQuery$;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.classic.Dataset$;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/** A model's SELECT in one session, its markers bound and its clock set to the run's logical time. */
final class Query {
    private final org.apache.spark.sql.classic.SparkSession session;
    private final Model model;
    private final Map<String, Object> parameters;
    private final Instant at;

    Query(SparkSession session, Model model, Map<String, Object> parameters, Instant at) {
        this.session = (org.apache.spark.sql.classic.SparkSession) session;
        this.model = model;
        this.parameters = parameters;
        this.at = at;
    }

    /** The rows of the SELECT over the tables as they are pinned in the session. */
    Dataset<Row> rows() {
        return explained(() -> rowsOf(bound(parse())));
    }

    /** The rows of the SELECT when {@code table} holds {@code content}. */
    Dataset<Row> rowsOver(TableName table, Dataset<Row> content) {
        LogicalPlan replacement = new SubqueryAlias(
                AliasIdentifier.apply(
                        table.name(),
                        CollectionConverters.asScala(
                                        java.util.List.of(table.layer().label()))
                                .toSeq()),
                ((org.apache.spark.sql.classic.Dataset<Row>) content).logicalPlan());
        return explained(() -> rowsOf(bound(parse().transformDown(new Replace(table, replacement)))));
    }

    private LogicalPlan parse() throws ParseException {
        return session.sessionState().sqlParser().parsePlan(model.sql());
    }

    private LogicalPlan bound(LogicalPlan plan) {
        scala.collection.immutable.Map<String, Expression> values = Map$.MODULE$.empty();
        for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
            values = values.updated(parameter.getKey(), Literal$.MODULE$.apply(parameter.getValue()));
        }
        return values.isEmpty() ? plan : NameParameterizedQuery$.MODULE$.apply(plan, values);
    }

    private Dataset<Row> rowsOf(LogicalPlan plan) {
        Dataset<Row> rows = Dataset$.MODULE$.ofRows(session, plan);
        LogicalPlan analyzed = rows.queryExecution().analyzed();
        LogicalPlan timed = new LogicalTime(at).fixIn(analyzed);
        return timed == analyzed ? rows : Dataset$.MODULE$.ofRows(session, timed);
    }

    private interface Analysis {
        Dataset<Row> rows() throws ParseException;
    }

    private Dataset<Row> explained(Analysis analysis) {
        try {
            return analysis.rows();
        } catch (RuntimeException e) {
            throw e instanceof AlluviumException ours ? ours : defect(e);
        } catch (Exception e) {
            throw e instanceof AnalysisException refused ? problem(refused).asException(e) : defect(e);
        }
    }

    private AlluviumException defect(Exception e) {
        return Problem.of(ErrorCode.MODEL_ANALYSIS, "Spark cannot analyse " + model.name())
                .at(model.place())
                .asException(e);
    }

    private Problem problem(AnalysisException refused) {
        boolean column =
                refused.getCondition() != null && refused.getCondition().startsWith("UNRESOLVED_COLUMN");
        Map<String, String> words = refused.getMessageParameters();
        Problem problem = Problem.of(
                        column ? ErrorCode.UNKNOWN_COLUMN : ErrorCode.MODEL_ANALYSIS,
                        column
                                ? model.name() + " names a column that no table it reads has: "
                                        + words.get("objectName")
                                : model.name() + ": "
                                        + refused.getSimpleMessage().split("\n", 2)[0])
                .at(new Place(
                        model.place().file(),
                        refused.line().isDefined() ? (Integer) refused.line().get() : 0));
        if (column) {
            problem = problem.marking(words.getOrDefault("objectName", "").replaceAll(".*`([^`]+)`$", "$1"))
                    .didYouMean(firstProposal(words.get("proposal")));
        }
        return problem;
    }

    private static Optional<String> firstProposal(@Nullable String proposals) {
        return Optional.ofNullable(proposals)
                .map(text -> text.split(",", 2)[0].replace("`", "").strip());
    }

    /** Puts a plan where a table is read. */
    private static final class Replace extends AbstractPartialFunction<LogicalPlan, LogicalPlan> {
        private static final long serialVersionUID = 1L;

        private final transient TableName table;
        private final transient LogicalPlan replacement;

        Replace(TableName table, LogicalPlan replacement) {
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
}
