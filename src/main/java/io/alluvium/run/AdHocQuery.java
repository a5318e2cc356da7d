package io.alluvium.run;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.spark.query.Refusal;
import io.alluvium.spark.query.SessionQuery;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A question that a person asks of the tables: one query, which cannot write. */
final class AdHocQuery {
    private final SparkSession session;

    AdHocQuery(SparkSession session) {
        this.session = session;
    }

    /** @throws AlluviumException USAGE for anything but a query; SQL_SYNTAX, UNKNOWN_TABLE, UNKNOWN_COLUMN */
    Dataset<Row> rows(String sql) {
        try {
            return analysed(sql);
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
    private Dataset<Row> analysed(String sql) throws AnalysisException {
        if (SessionQuery.parse(session, sql).isCommand()) {
            throw Problem.of(ErrorCode.USAGE, "only a query can be asked, and this is none")
                    .because("tables are written by runs alone")
                    .fixedBy("write a SELECT")
                    .asException();
        }
        return session.sql(sql);
    }

    private static Problem problem(Refusal refusal) {
        ErrorCode code = switch (refusal.kind()) {
            case SYNTAX -> ErrorCode.SQL_SYNTAX;
            case UNKNOWN_TABLE -> ErrorCode.UNKNOWN_TABLE;
            case UNKNOWN_COLUMN -> ErrorCode.UNKNOWN_COLUMN;
            case OTHER -> ErrorCode.MODEL_ANALYSIS;
        };
        return Problem.of(code, refusal.message().replaceFirst("^\\[[^]]*\\] *", ""))
                .fixedBy("alluvium tables shows what there is");
    }
}
