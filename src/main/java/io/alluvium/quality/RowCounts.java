package io.alluvium.quality;

import io.alluvium.spark.query.SessionQuery;
import io.alluvium.spark.query.SmallQueries;
import io.alluvium.transform.Candidate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Counts the rows of a candidate that meet conditions, all in one pass. */
final class RowCounts {
    private final SparkSession session;
    private final Candidate candidate;

    RowCounts(SparkSession session, Candidate candidate) {
        this.session = session;
        this.candidate = candidate;
    }

    /**
     * One count a condition. What a condition raises on a row comes as Spark raises it.
     *
     * @throws AnalysisException where a condition is none over these rows
     */
    List<Long> of(List<String> conditions) throws AnalysisException {
        String sql = "select "
                + String.join(
                        ",\n",
                        conditions.stream()
                                .map(condition -> "count_if(" + condition + ")")
                                .toList())
                + " from " + candidate.model().name();
        Dataset<Row> query = SessionQuery.parse(session, sql)
                .reading(candidate.model().name(), candidate.staged().rows())
                .binding(candidate.parameters())
                .rowsAt(candidate.at());
        Row row = SmallQueries.of(query, Dataset::head);
        List<Long> counts = new ArrayList<>();
        for (int i = 0; i < conditions.size(); i++) {
            counts.add(row.getLong(i));
        }
        return counts;
    }
}
