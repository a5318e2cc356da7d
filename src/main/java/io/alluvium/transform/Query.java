package io.alluvium.transform;

import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.model.Model;
import io.alluvium.model.QuotedText;
import io.alluvium.spark.query.Refusal;
import io.alluvium.spark.query.SessionQuery;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
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

    private final List<Task.View> views;

    Query(SparkSession session, Task task) {
        this.session = session;
        this.model = task.model();
        this.parameters = bound(task);
        this.at = task.at();
        this.views = task.views();
    }

    /** A window's bounds are markers too. */
    private static Map<String, Object> bound(Task task) {
        Map<String, Object> bound = new HashMap<>(task.parameters());
        if (task.extent() instanceof Task.Extent.Window window) {
            bound.put("window_start", window.start());
            bound.put("window_end", window.end());
        }
        return bound;
    }

    /** The rows of the SELECT over the tables as they are pinned in the session. */
    Dataset<Row> rows() {
        return explained(() -> {
            Dataset<Row> rows = rowsOf(parsed());
            new OutputCheck(model).check(rows.schema());
            return rows;
        });
    }

    /** The rows of the SELECT when {@code table} holds {@code content}. */
    Dataset<Row> rowsOver(TableName table, Dataset<Row> content) {
        return explained(() -> {
            Dataset<Row> rows = rowsOf(parsed().reading(table, content));
            new OutputCheck(model).check(rows.schema());
            return rows;
        });
    }

    /** Those rows of a raw table for which the condition of {@code apply_as_delete_when} does not hold. */
    Dataset<Row> withoutDeleted(String condition, TableName table, Dataset<Row> rows) {
        String living = "select * from " + table + " where not coalesce((" + condition + "\n), false)";
        return explained(() -> {
            try {
                return rowsOf(SessionQuery.parse(session, living).reading(table, rows));
            } catch (AnalysisException e) {
                Refusal refusal = Refusal.of(e);
                throw Problem.of(
                                refusal.kind() == Refusal.Kind.UNKNOWN_COLUMN
                                        ? ErrorCode.UNKNOWN_COLUMN
                                        : ErrorCode.MODEL_ANALYSIS,
                                "apply_as_delete_when of " + model.name() + " cannot be computed: " + refusal.message())
                        .at(model.place())
                        .because(condition)
                        .didYouMean(refusal.proposal())
                        .asException(e);
            }
        });
    }

    private SessionQuery parsed() throws AnalysisException {
        refuseQuotedColumns();
        return new ViewRows(session, views, at).in(SessionQuery.parse(session, model.sql()));
    }

    private void refuseQuotedColumns() {
        if (QuotedText.isIn(model)) {
            Map<TableName, List<String>> columns = new HashMap<>();
            model.reads().stream()
                    .map(Model.Read::table)
                    .filter(table ->
                            views.stream().noneMatch(view -> view.name().equals(table)))
                    .forEach(table -> columns.put(
                            table, List.of(session.table(table.toString()).columns())));
            List<Problem> problems = QuotedText.problems(model, columns, List.of());
            if (!problems.isEmpty()) {
                throw new AlluviumException(problems);
            }
        }
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
            throw e.problems().stream().allMatch(problem -> problem.place().isPresent())
                    ? e
                    : new AlluviumException(
                            e.problems().stream().map(this::placed).toList());
        } catch (AnalysisException e) {
            throw problem(Refusal.of(e)).asException(e);
        } catch (Exception e) {
            throw Problem.of(ErrorCode.MODEL_ANALYSIS, "Spark cannot analyse " + model.name())
                    .at(model.place())
                    .asException(e);
        }
    }

    private Problem placed(Problem problem) {
        return problem.place().isPresent() ? problem : problem.at(model.place());
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
