package io.alluvium.report;

import io.alluvium.domain.Place;
import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.StepRecord.Changes;
import io.alluvium.report.StepRecord.Check;
import io.alluvium.report.StepRecord.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Steps and runs for tests of what a person sees. */
public final class SampleRuns {
    public static final Instant START = Instant.parse("2026-11-03T00:00:00Z");

    public static final Problem NO_RIGHT = Problem.of(ErrorCode.SOURCE_NO_RIGHT, "no right to read public.\"Client\"")
            .at(new Place("project.conf", 12))
            .marking("public.\"Client\"")
            .because("permission denied (42501), user etl_reader")
            .fixedBy("GRANT SELECT ON public.\"Client\" TO etl_reader;");

    private SampleRuns() {}

    public static RunRecord run(long number, int exitStatus, Duration took, List<StepRecord> steps) {
        return new RunRecord(
                new RunId(number),
                Optional.empty(),
                "shop",
                Optional.of("prod"),
                "/data/shop",
                START,
                START,
                START.plus(took),
                steps,
                List.of(),
                exitStatus,
                "/data/shop/_alluvium/shop/runs/" + number + "/log",
                OptionalLong.empty());
    }

    /** The run on the first page of the documentation. */
    public static RunRecord designRun() {
        return run(
                42,
                1,
                Duration.ofMillis(3200),
                List.of(
                        extracted("raw.orders", 8412, 8412, 1900),
                        failed("raw.customers", 200, NO_RIGHT),
                        applied("curated.orders", new Changes(7980, 432, 0), 1200),
                        idle("curated.customers", Outcome.BLOCKED, "by raw.customers")));
    }

    public static StepRecord extracted(String table, long read, long kept, long millis) {
        return step(table, Outcome.EXTRACTED, "", OptionalLong.of(read), new Changes(kept, 0, 0), List.of(), millis);
    }

    public static StepRecord applied(String table, Changes changes, long millis) {
        return step(table, Outcome.APPLIED, "", OptionalLong.empty(), changes, List.of(), millis);
    }

    public static StepRecord full(String table, String why, long rows, long millis) {
        return step(table, Outcome.FULL, why, OptionalLong.empty(), new Changes(rows, 0, 0), List.of(), millis);
    }

    public static StepRecord failed(String table, long millis, Problem... problems) {
        return step(table, Outcome.FAILED, "", OptionalLong.empty(), Changes.NONE, List.of(problems), millis);
    }

    public static StepRecord idle(String table, Outcome outcome, String why) {
        return step(table, outcome, why, OptionalLong.empty(), Changes.NONE, List.of(), 0);
    }

    public static StepRecord checked(StepRecord step, Check... checks) {
        return new StepRecord(
                step.table(),
                step.outcome(),
                step.detail(),
                step.read(),
                step.changes(),
                step.guarantee(),
                step.version(),
                List.of(checks),
                step.departed(),
                step.problems(),
                step.attempts(),
                step.started(),
                step.duration());
    }

    public static StepRecord promising(StepRecord step, String guarantee, int attempts) {
        return new StepRecord(
                step.table(),
                step.outcome(),
                step.detail(),
                step.read(),
                step.changes(),
                Optional.of(guarantee),
                step.version(),
                step.checks(),
                step.departed(),
                step.problems(),
                attempts,
                step.started(),
                step.duration());
    }

    private static StepRecord step(
            String table,
            Outcome outcome,
            String detail,
            OptionalLong read,
            Changes changes,
            List<Problem> problems,
            long millis) {
        return new StepRecord(
                TableName.parse(table).orElseThrow(),
                outcome,
                detail,
                read,
                changes,
                Optional.empty(),
                OptionalLong.empty(),
                List.of(),
                Optional.empty(),
                problems,
                1,
                START,
                Duration.ofMillis(millis));
    }
}
