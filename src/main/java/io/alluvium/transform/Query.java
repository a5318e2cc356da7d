package io.alluvium.transform;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.model.Model;
import io.alluvium.spark.query.Refusal;
import io.alluvium.spark.query.SessionQuery;
import java.time.Instant;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A model's SELECT in one session. Its markers are bound and its clock is set to the run's logical time. */
final class Query {
    private final SparkSession session;
    private final Model model;
    private final Map<String, Object> parameters;
    private final Instant at;

    Query(SparkSession session, Model model, Map<String, Object> parameters, Instant at) {
        this.session = session;
        this.model = model;
        this.parameters = parameters;
        this.at = at;
    }

    /** The rows of the SELECT over the tables as they are pinned in the session. */
    Dataset<Row> rows() {
        return explained(() -> rowsOf(parsed()));
    }

    /** The rows of the SELECT when {@code table} holds {@code content}. */
    Dataset<Row> rowsOver(TableName table, Dataset<Row> content) {
        return explained(() -> rowsOf(parsed().reading(table, content)));
    }

    private SessionQuery parsed() throws AnalysisException {
        return SessionQuery.parse(session, model.sql());
    }

    private Dataset<Row> rowsOf(SessionQuery query) throws AnalysisException {
        return query.binding(parameters).rowsAt(at);
    }

    private interface Analysis {
        Dataset<Row> rows() throws AnalysisException;
    }

    private Dataset<Row> explained(Analysis analysis) {
        try {
            return analysis.rows();
        } catch (AlluviumException e) {
            throw e;
        } catch (AnalysisException e) {
            throw problem(Refusal.of(e)).asException(e);
        } catch (Exception e) {
            throw Problem.of(ErrorCode.MODEL_ANALYSIS, "Spark cannot analyse " + model.name())
                    .at(model.place())
                    .asException(e);
        }
    }

    private Problem problem(Refusal refusal) {
        Place place = new Place(model.place().file(), refusal.line());
        if (refusal.kind() != Refusal.Kind.UNKNOWN_COLUMN) {
            return Problem.of(ErrorCode.MODEL_ANALYSIS, model.name() + ": " + refusal.message())
                    .at(place);
        }
        String column = refusal.column().orElse("");
        return Problem.of(
                        ErrorCode.UNKNOWN_COLUMN,
                        model.name() + " names a column that no table it reads has: " + column)
                .at(place)
                .marking(column.replaceAll(".*`([^`]+)`$", "$1"))
                .didYouMean(refusal.proposal());
    }
}
