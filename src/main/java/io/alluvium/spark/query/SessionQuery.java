package io.alluvium.spark.query;

import io.alluvium.domain.TableName;
import java.time.Instant;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.Dataset$;

/** A query as a session parses it. It is not analysed yet, so that tables may be replaced and markers bound. */
public final class SessionQuery {
    private final org.apache.spark.sql.classic.SparkSession session;
    private final ParsedQuery query;

    private SessionQuery(org.apache.spark.sql.classic.SparkSession session, ParsedQuery query) {
        this.session = session;
        this.query = query;
    }

    /**
     * @throws AnalysisException where the text is no SQL; {@link Refusal} tells what is wrong
     * @throws io.alluvium.failure.AlluviumException QUERY_NOT_ALLOWED for what is no query over the project's tables
     */
    public static SessionQuery parse(SparkSession session, String sql) throws AnalysisException {
        org.apache.spark.sql.classic.SparkSession classic = (org.apache.spark.sql.classic.SparkSession) session;
        LogicalPlan plan = classic.sessionState().sqlParser().parsePlan(sql);
        QueryGuard.checkParsed(plan);
        return new SessionQuery(classic, new ParsedQuery(plan));
    }

    /** The same query over {@code content} wherever it reads {@code table}. */
    public SessionQuery reading(TableName table, Dataset<Row> content) {
        return new SessionQuery(
                session, query.reading(table, ((org.apache.spark.sql.classic.Dataset<Row>) content).logicalPlan()));
    }

    /** The same query with values for its markers; values without a marker do no harm. */
    public SessionQuery binding(Map<String, Object> parameters) {
        return new SessionQuery(session, query.binding(parameters));
    }

    /**
     * The rows, as if the clock stood at {@code time}; nothing is read yet.
     *
     * @throws AnalysisException where the session has not what the query names; {@link Refusal} tells what
     * @throws io.alluvium.failure.AlluviumException QUERY_NOT_ALLOWED for what runs code or leaves the project's tables
     */
    public Dataset<Row> rowsAt(Instant time) throws AnalysisException {
        Dataset<Row> rows = Dataset$.MODULE$.ofRows(session, query.plan());
        LogicalPlan analyzed = rows.queryExecution().analyzed();
        QueryGuard.checkAnalysed(analyzed);
        LogicalPlan timed = new LogicalTime(time).fixIn(analyzed);
        return timed == analyzed ? rows : Dataset$.MODULE$.ofRows(session, timed);
    }
}
