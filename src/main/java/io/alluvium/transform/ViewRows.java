package io.alluvium.transform;

import io.alluvium.domain.TableName;
import io.alluvium.spark.query.SessionQuery;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Puts the queries of views in the place of their names. */
public final class ViewRows {
    private final Map<TableName, Dataset<Row>> rows = new LinkedHashMap<>();

    /**
     * @param session in which the tables that the views read are pinned
     * @param views each after those it reads itself
     * @param at the logical time
     * @throws AnalysisException where one of them is no query over what there is
     */
    public ViewRows(SparkSession session, List<Task.View> views, Instant at) throws AnalysisException {
        for (Task.View view : views) {
            rows.put(
                    view.name(),
                    in(SessionQuery.parse(session, view.sql()).binding(view.parameters()))
                            .rowsAt(at));
        }
    }

    /** The query over the rows of the views that it names. */
    public SessionQuery in(SessionQuery query) {
        SessionQuery read = query;
        for (Map.Entry<TableName, Dataset<Row>> view : rows.entrySet()) {
            read = read.reading(view.getKey(), view.getValue());
        }
        return read;
    }
}
