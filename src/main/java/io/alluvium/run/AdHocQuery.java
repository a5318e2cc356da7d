package io.alluvium.run;

import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.model.Question;
import io.alluvium.spark.query.Refusal;
import io.alluvium.spark.query.SessionQuery;
import io.alluvium.transform.Task;
import io.alluvium.transform.ViewRows;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A question that a person asks of the tables: one query, which cannot write. */
final class AdHocQuery {
    private final String sql;
    private final List<Task.View> views;
    private final Instant at;

    /**
     * Reads a question; needs no Spark.
     *
     * @param readable what there is
     * @param at what {@code now()} and the like mean
     * @throws AlluviumException USAGE for anything but a query; QUERY_NOT_ALLOWED, SQL_SYNTAX, UNKNOWN_TABLE
     */
    AdHocQuery(String sql, Readable readable, Instant at) {
        Map<TableName, List<String>> columns = new TreeMap<>();
        readable.names().forEach(name -> columns.put(name, List.of()));
        readable.tables()
                .forEach((name, version) ->
                        columns.put(name, List.of(version.schema().fieldNames())));
        List<Problem> problems = Question.problems(sql, columns);
        if (!problems.isEmpty()) {
            throw new AlluviumException(problems);
        }
        this.sql = sql;
        this.views = readable.views();
        this.at = at;
    }

    /** @throws AlluviumException UNKNOWN_TABLE, UNKNOWN_COLUMN, MODEL_ANALYSIS, QUERY_NOT_ALLOWED */
    Dataset<Row> rows(SparkSession session) {
        try {
            return analysed(session);
        } catch (AlluviumException e) {
            throw e;
        } catch (AnalysisException e) {
            throw problem(Refusal.of(e)).asException(e);
        } catch (Exception e) {
            throw Problem.of(ErrorCode.DEFECT, "the query: " + e.getClass().getSimpleName())
                    .fixedBy("see the log, and report it")
                    .asException(e);
        }
    }

    /** Declares what {@code sql} throws without declaring it. */
    private Dataset<Row> analysed(SparkSession session) throws AnalysisException {
        return new ViewRows(session, views, at)
                .in(SessionQuery.parse(session, sql))
                .rowsAt(at);
    }

    private static Problem problem(Refusal refusal) {
        ErrorCode code = switch (refusal.kind()) {
            case SYNTAX -> ErrorCode.SQL_SYNTAX;
            case UNKNOWN_TABLE -> ErrorCode.UNKNOWN_TABLE;
            case UNKNOWN_COLUMN -> ErrorCode.UNKNOWN_COLUMN;
            case OTHER -> ErrorCode.MODEL_ANALYSIS;
        };
        return Problem.of(code, refusal.message()).fixedBy("alluvium tables shows what there is");
    }
}
