package io.alluvium.run;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;

/** A question that a person asks of the tables: one query, which cannot write. */
final class AdHocQuery {
    private final SparkSession session;

    AdHocQuery(SparkSession session) {
        this.session = session;
    }

    /** @throws AlluviumException USAGE for anything but a query; SQL_SYNTAX, UNKNOWN_TABLE, UNKNOWN_COLUMN */
    Dataset<Row> rows(String sql) {
        try {
            LogicalPlan plan = ((org.apache.spark.sql.classic.SparkSession) session)
                    .sessionState()
                    .sqlParser()
                    .parsePlan(sql);
            if (plan instanceof Command || plan instanceof ParsedStatement) {
                throw Problem.of(ErrorCode.USAGE, "only a query can be asked, and this is none")
                        .because("tables are written by runs alone")
                        .fixedBy("write a SELECT")
                        .asException();
            }
            return session.sql(sql);
        } catch (AlluviumException e) {
            throw e;
        } catch (Exception e) {
            throw e instanceof AnalysisException refused ? problem(refused).asException(e) : defect(e);
        }
    }

    private static Problem problem(AnalysisException refused) {
        String condition = Optional.ofNullable(refused.getCondition()).orElse("");
        ErrorCode code = refused instanceof ParseException
                ? ErrorCode.SQL_SYNTAX
                : condition.startsWith("TABLE_OR_VIEW_NOT_FOUND")
                        ? ErrorCode.UNKNOWN_TABLE
                        : condition.startsWith("UNRESOLVED_COLUMN")
                                ? ErrorCode.UNKNOWN_COLUMN
                                : ErrorCode.MODEL_ANALYSIS;
        String said = refused.getSimpleMessage().strip().split("\n", 2)[0].replaceFirst("^\\[[^]]*\\] *", "");
        return Problem.of(code, said).fixedBy("alluvium tables shows what there is");
    }

    private static AlluviumException defect(Exception e) {
        return Problem.of(ErrorCode.DEFECT, "the query: " + e.getClass().getSimpleName())
                .fixedBy("see the log, and report it")
                .asException(e);
    }
}
