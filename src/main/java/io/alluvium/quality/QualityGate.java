package io.alluvium.quality;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.model.Expectation;
import io.alluvium.spark.SqlNames;
import io.alluvium.spark.query.Refusal;
import io.alluvium.transform.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Checks a candidate's rules. Rules about single rows look at the rows that change, in one pass; rules about the whole
 * table look at the table as it will be. A rule that fails itself is named, and counts as one that does not hold.
 */
public final class QualityGate {
    /** No column of a table has a blank in its name. */
    private static final String COUNT = "how many";

    /**
     * @throws AlluviumException EXPECTATION_FAILED with every rule that stops the table, QUERY_FAILED for one that fails
     *     itself, UNKNOWN_COLUMN or MODEL_ANALYSIS for one that is none, KEY_NULL; the candidate is dropped then
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
        RowCounts rows = new RowCounts(session, candidate);
        List<String> conditions = new ArrayList<>();
        conditions.add(anyNull(candidate.key()));
        expectations.forEach(expectation -> violation(expectation).ifPresent(conditions::add));
        List<Long> counts = List.of();
        if (conditions.size() > 1 || !candidate.key().isEmpty()) {
            try {
                counts = rows.of(conditions);
            } catch (Exception e) {
                // Only with each rule alone it is known which one is at fault.
                refuseNullKeys(candidate, alone(rows, conditions.get(0), e));
                return eachAlone(rows, candidate);
            }
            refuseNullKeys(candidate, counts.get(0));
        }
        return together(candidate, counts);
    }

    private static void refuseNullKeys(Candidate candidate, long count) {
        if (count > 0) {
            throw keyless(candidate, count).asException();
        }
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
    private static List<Verdict> together(Candidate candidate, List<Long> counts) {
        List<Verdict> verdicts = new ArrayList<>();
        int next = 1;
        for (Expectation expectation : candidate.model().expectations()) {
            verdicts.add(
                    expectation instanceof Expectation.Unique unique
                            ? unique(candidate, unique)
                            : Verdict.counted(expectation, counts.get(next++)));
        }
        return verdicts;
    }

    private static Verdict unique(Candidate candidate, Expectation.Unique unique) {
        return verdict(candidate, unique, () -> duplicates(candidate, unique));
    }

    private static List<Verdict> eachAlone(RowCounts rows, Candidate candidate) {
        List<Verdict> verdicts = new ArrayList<>();
        List<Problem> mistakes = new ArrayList<>();
        for (Expectation expectation : candidate.model().expectations()) {
            try {
                verdicts.add(
                        expectation instanceof Expectation.Unique unique
                                ? unique(candidate, unique)
                                : verdict(
                                        candidate,
                                        expectation,
                                        () -> rows.of(List.of(
                                                        violation(expectation).orElseThrow()))
                                                .get(0)));
            } catch (AlluviumException e) {
                mistakes.addAll(e.problems());
            }
        }
        if (!mistakes.isEmpty()) {
            throw new AlluviumException(mistakes);
        }
        return verdicts;
    }

    /** Where not even the key can be looked at, no rule is at fault. */
    private static long alone(RowCounts rows, String condition, Exception together) {
        try {
            return rows.of(List.of(condition)).get(0);
        } catch (Exception e) {
            throw QualityGate.<RuntimeException>asRaised(together);
        }
    }

    private interface Count {
        long rows() throws AnalysisException;
    }

    private static Verdict verdict(Candidate candidate, Expectation rule, Count count) {
        try {
            return Verdict.counted(rule, count.rows());
        } catch (AlluviumException e) {
            throw e;
        } catch (AnalysisException e) {
            throw mistaken(candidate, rule, Refusal.of(e)).asException(e);
        } catch (Exception e) {
            return Refusal.condition(e)
                    .map(condition -> Verdict.failed(rule, condition))
                    .orElseThrow(() -> QualityGate.<RuntimeException>asRaised(e));
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> RuntimeException asRaised(Exception failure) throws E {
        throw (E) failure;
    }

    private static Problem mistaken(Candidate candidate, Expectation rule, Refusal refusal) {
        boolean isUnknown = refusal.kind() == Refusal.Kind.UNKNOWN_COLUMN;
        String what = isUnknown
                ? "names a column that the table has not: " + refusal.column().orElse("")
                : "cannot be computed: " + refusal.message();
        return Problem.of(
                        isUnknown ? ErrorCode.UNKNOWN_COLUMN : ErrorCode.MODEL_ANALYSIS,
                        "the rule " + rule.name() + " of " + candidate.model().name() + " " + what)
                .at(rule.place())
                .marking(rule.name())
                .because(Verdict.rule(rule))
                .didYouMean(refusal.proposal());
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

    private static long duplicates(Candidate candidate, Expectation.Unique unique) {
        Column[] columns =
                unique.columns().stream().map(name -> SqlNames.column(name)).toArray(Column[]::new);
        return candidate
                .staged()
                .tableAfter()
                .select(columns)
                .na()
                .drop()
                .groupBy(columns)
                .agg(functions.count(functions.lit(1)).as(COUNT))
                .where(SqlNames.column(COUNT).gt(1))
                .count();
    }

    private static Problem problem(Candidate candidate, Verdict verdict) {
        Expectation rule = verdict.expectation();
        String what = verdict.failure()
                .map(condition -> " fails itself on the data: " + condition)
                .orElseGet(() -> " does not hold in " + verdict.violations()
                        + (rule instanceof Expectation.Unique ? " values" : " rows"));
        return Problem.of(
                        verdict.failure().isPresent() ? ErrorCode.QUERY_FAILED : ErrorCode.EXPECTATION_FAILED,
                        candidate.model().name() + ": expectation " + rule.name() + what)
                .at(rule.place())
                .marking(rule.name())
                .because(verdict.rule())
                .fixedBy("mend the rows at their source or the rule; the table keeps its last version");
    }
}
