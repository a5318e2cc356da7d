package io.alluvium.quality;

import static org.apache.spark.sql.functions.col;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.model.Expectation;
import io.alluvium.spark.SqlNames;
import io.alluvium.transform.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Checks a candidate's rules. Rules about single rows look at the rows that change, in one pass; rules about the whole
 * table look at the table as it will be.
 */
public final class QualityGate {
    private static final String VIEW = "alluvium_staged_rows";

    /**
     * @throws AlluviumException EXPECTATION_FAILED with every rule that stops the table, KEY_NULL; the candidate is
     *     dropped then
     */
    public Checked check(SparkSession session, Candidate candidate) {
        boolean passed = false;
        try {
            List<Verdict> verdicts = verdicts(session, candidate);
            List<Problem> problems = verdicts.stream()
                    .filter(Verdict::stops)
                    .map(verdict -> problem(candidate, verdict))
                    .toList();
            if (!problems.isEmpty()) {
                throw new AlluviumException(problems);
            }
            passed = true;
            return new Checked(candidate, verdicts);
        } finally {
            if (!passed) {
                candidate.staged().drop();
            }
        }
    }

    private static List<Verdict> verdicts(SparkSession session, Candidate candidate) {
        List<Expectation> expectations = candidate.model().expectations();
        List<String> counters = new ArrayList<>();
        counters.add(countOf(anyNull(candidate.key())));
        expectations.forEach(
                expectation -> violation(expectation).map(QualityGate::countOf).ifPresent(counters::add));
        if (counters.size() == 1 && candidate.key().isEmpty()) {
            return tableVerdicts(candidate, expectations, List.of());
        }
        List<Long> counts = count(session, candidate, counters);
        if (counts.get(0) > 0) {
            throw keyless(candidate, counts.get(0)).asException();
        }
        return tableVerdicts(candidate, expectations, counts.subList(1, counts.size()));
    }

    /** Raw only grows: such a row is there for good, and the model has to say what becomes of it. */
    private static Problem keyless(Candidate candidate, long rows) {
        Optional<String> origin = candidate.originOfKeyless();
        return Problem.of(
                        ErrorCode.KEY_NULL,
                        "%s: the key %s is null in %d %s"
                                .formatted(candidate.model().name(), candidate.key(), rows, rows == 1 ? "row" : "rows"))
                .at(candidate.model().place())
                .because("a row without key cannot be found again; nothing was committed"
                        + origin.map(places -> "; " + places).orElse(""))
                .fixedBy("leave such rows out, in the model's SELECT: " + candidate.leavingOutKeyless()
                        + candidate.model().reads().stream()
                                .findFirst()
                                .filter(read -> origin.isPresent())
                                .map(read -> "; or mend them at their source and load it anew: alluvium reset "
                                        + read.table())
                                .orElse(""));
    }

    /** Joins the counts of the row rules with those of the table rules, in the order of writing. */
    private static List<Verdict> tableVerdicts(
            Candidate candidate, List<Expectation> expectations, List<Long> rowCounts) {
        List<Verdict> verdicts = new ArrayList<>();
        int next = 0;
        for (Expectation expectation : expectations) {
            verdicts.add(new Verdict(
                    expectation,
                    expectation instanceof Expectation.Unique unique
                            ? duplicates(candidate, unique)
                            : rowCounts.get(next++)));
        }
        return verdicts;
    }

    private static List<Long> count(SparkSession session, Candidate candidate, List<String> counters) {
        candidate.staged().rows().createOrReplaceTempView(VIEW);
        Row row = explained(
                        candidate,
                        () -> session.sql(
                                "select " + String.join(",\n", counters) + " from " + VIEW, candidate.parameters()))
                .head();
        List<Long> counts = new ArrayList<>();
        for (int i = 0; i < counters.size(); i++) {
            counts.add(row.getLong(i));
        }
        return counts;
    }

    private interface Analysis {
        Dataset<Row> rows();
    }

    private static Dataset<Row> explained(Candidate candidate, Analysis analysis) {
        try {
            return analysis.rows();
        } catch (Exception e) {
            throw e instanceof AnalysisException refused
                    ? Problem.of(
                                    ErrorCode.UNKNOWN_COLUMN,
                                    "an expectation of " + candidate.model().name() + " cannot be computed: "
                                            + refused.getSimpleMessage().split("\n", 2)[0])
                            .at(candidate.model().place())
                            .asException(e)
                    : Problem.of(
                                    ErrorCode.QUERY_FAILED,
                                    "an expectation of " + candidate.model().name() + " failed")
                            .at(candidate.model().place())
                            .asException(e);
        }
    }

    /** The SQL condition that a bad row meets; empty for rules that need the whole table. */
    private static Optional<String> violation(Expectation expectation) {
        if (expectation instanceof Expectation.That that) {
            return Optional.of("not (" + that.condition() + "\n)");
        }
        return expectation instanceof Expectation.NotNull notNull
                ? Optional.of(anyNull(notNull.columns()))
                : Optional.empty();
    }

    private static String anyNull(List<String> columns) {
        return columns.isEmpty()
                ? "false"
                : String.join(
                        " or ",
                        columns.stream()
                                .map(name -> SqlNames.quoted(name) + " is null")
                                .toList());
    }

    private static String countOf(String condition) {
        return "count_if(" + condition + ")";
    }

    private static long duplicates(Candidate candidate, Expectation.Unique unique) {
        Column[] columns =
                unique.columns().stream().map(name -> SqlNames.column(name)).toArray(Column[]::new);
        return explained(
                        candidate,
                        () -> candidate
                                .staged()
                                .tableAfter()
                                .select(columns)
                                .na()
                                .drop()
                                .groupBy(columns)
                                .agg(functions.count(functions.lit(1)).as("rows"))
                                .where(col("rows").gt(1)))
                .count();
    }

    private static Problem problem(Candidate candidate, Verdict verdict) {
        return Problem.of(
                        ErrorCode.EXPECTATION_FAILED,
                        "%s: expectation %s does not hold in %d %s"
                                .formatted(
                                        candidate.model().name(),
                                        verdict.expectation().name(),
                                        verdict.violations(),
                                        verdict.expectation() instanceof Expectation.Unique ? "values" : "rows"))
                .at(verdict.expectation().place())
                .marking(verdict.expectation().name())
                .because(verdict.rule())
                .fixedBy("mend the rows at their source or the rule; the table keeps its last version");
    }
}
