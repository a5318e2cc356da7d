package io.alluvium.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.RunId;
import io.alluvium.domain.RunKey;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.report.StepRecord.Changes;
import io.alluvium.report.StepRecord.Check;
import io.alluvium.report.StepRecord.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTextTest {
    @TempDir
    private Path project;

    private RunText text() {
        return new RunText(
                Style.PLAIN,
                new Invocation(Optional.empty(), Optional.of("prod")),
                new ErrorText(project, Style.PLAIN));
    }

    private String screen(RunRecord run) {
        List<String> lines = new ArrayList<>(text().steps(run.steps()));
        lines.add(text().summary(run, ExitStatus.ofSteps(run.steps())));
        lines.addAll(text().failures(run));
        return String.join("\n", lines) + "\n";
    }

    @Test
    void theScreenOfTheDesignPage() throws Exception {
        Files.writeString(
                project.resolve("project.conf"),
                "\n".repeat(11)
                        + "      customers { from = \"public.\\\"Client\\\"\", key = [id], mode = snapshot }\n");

        assertThat(screen(SampleRuns.designRun())).isEqualTo("""
                   extracted  raw.orders                 8,412 rows           1.9 s
                      failed  raw.customers              ALV-3107             0.2 s
                     applied  curated.orders             +7,980 ~432 -0       1.2 s
                     blocked  curated.customers          by raw.customers
                run 42: 2 done, 1 failed, 1 blocked in 3 s · exit 1
                error ALV-3107: no right to read public."Client"
                  --> project.conf:12
                12 |  customers { from = "public.\\"Client\\"", key = [id], mode = snapshot }
                   |                      ^^^^^^^^^^^^^^^^^ permission denied (42501), user etl_reader
                fix:  GRANT SELECT ON public."Client" TO etl_reader;
                then: alluvium run --env prod
                """);
    }

    @Test
    void manySkippedTablesBecomeOneLineAndFailedOnesAreAllShown() {
        List<StepRecord> steps = new ArrayList<>();
        for (int i = 0; i < 198; i++) {
            steps.add(SampleRuns.idle("raw.t" + i, Outcome.SKIPPED, i % 2 == 0 ? "no new file" : "no change"));
        }
        Problem gone = Problem.of(ErrorCode.SOURCE_TABLE_MISSING, "public.a is gone");
        steps.add(3, SampleRuns.failed("raw.a", 40, gone));
        steps.add(90, SampleRuns.failed("raw.b", 40, gone));

        assertThat(screen(SampleRuns.run(7, 1, Duration.ofMillis(400), steps))).isEqualTo("""
                      failed  raw.a                      ALV-3003             0.0 s
                      failed  raw.b                      ALV-3003             0.0 s
                     skipped  198 tables: nothing new
                run 7: 2 failed, 198 skipped in 0.4 s · exit 1
                error ALV-3003: public.a is gone
                then: alluvium run --env prod
                """);
    }

    @Test
    void aFewSkippedTablesAreNamed() {
        assertThat(text().steps(List.of(SampleRuns.idle("raw.countries", Outcome.SKIPPED, "no new file"))))
                .containsExactly("     skipped  raw.countries              no new file");
    }

    @Test
    void manyBlockedTablesNameTheOneThatBlocksThem() {
        List<StepRecord> steps = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            steps.add(SampleRuns.idle("curated.t" + i, Outcome.BLOCKED, "by raw.orders"));
        }

        assertThat(text().steps(steps)).containsExactly("     blocked  9 tables: by raw.orders");
    }

    @Test
    void aRebuildSaysWhyAndAnExtractionWhatItCannotPromise() {
        StepRecord rebuilt = SampleRuns.full("aggregate.revenue_daily", "SQL changed, line 7", 1, 61_000);
        StepRecord read =
                SampleRuns.promising(SampleRuns.extracted("raw.events", 1500, 12, 1240), "deletes are not seen", 2);
        StepRecord complete = SampleRuns.promising(SampleRuns.extracted("raw.orders", 3, 3, 1250), "complete", 1);

        assertThat(text().steps(List.of(rebuilt, read, complete)))
                .containsExactly(
                        "        full  aggregate.revenue_daily    1 row                1 min 1 s  SQL changed, line 7",
                        "   extracted  raw.events                 12 of 1,500 rows     1.2 s   deletes are not seen; 2 attempts",
                        "   extracted  raw.orders                 3 rows               1.3 s");
    }

    @Test
    void moreRowsThanWereReadAreSaidAsSuch() {
        assertThat(text().steps(List.of(SampleRuns.extracted("raw.events", 1, 3, 1240))))
                .containsExactly("   extracted  raw.events                 3 rows, 1 read       1.2 s");
    }

    @Test
    void theColumnOfTablesIsAsWideAsTheirNames() {
        String longest = "raw." + "a".repeat(40);
        List<StepRecord> steps =
                List.of(SampleRuns.extracted(longest, 5, 5, 100), SampleRuns.extracted("raw.b", 5, 5, 100));
        List<TableName> tables = steps.stream().map(StepRecord::table).toList();

        assertThat(text().fitting(tables).steps(steps))
                .containsExactly(
                        "   extracted  " + longest + " 5 rows               0.1 s",
                        "   extracted  raw.b" + " ".repeat(40) + "5 rows               0.1 s");
        assertThat(text().fitting(List.of()).steps(steps.subList(1, 2))).isEqualTo(text().steps(steps.subList(1, 2)));
    }

    @Test
    void aRuleThatFailsItselfIsSaidUnderItsTable() {
        StepRecord step = SampleRuns.checked(
                SampleRuns.applied("curated.orders", new Changes(10, 0, 2), 900),
                new Check("odd", "1 / x > 0", false, 0, Optional.of("DIVIDE_BY_ZERO")));

        assertThat(text().step(step))
                .containsExactly(
                        "     applied  curated.orders             +10 ~0 -2            0.9 s",
                        "     warning  curated.orders             odd: fails itself on the data (DIVIDE_BY_ZERO): 1 / x > 0");
    }

    @Test
    void aWarningExpectationIsSaidUnderItsTable() {
        StepRecord step = SampleRuns.checked(
                SampleRuns.applied("curated.orders", new Changes(10, 0, 2), 900),
                new Check("total_ok", "net_total >= :min_total", false, 1203),
                new Check("id_known", "not_null order_id", true, 0));

        assertThat(text().step(step))
                .containsExactly(
                        "     applied  curated.orders             +10 ~0 -2            0.9 s",
                        "     warning  curated.orders             total_ok: 1,203 violate net_total >= :min_total");
    }

    @Test
    void moreThanTenDifferentFailuresAreCutWithTheCommandThatShowsTheRest() {
        List<StepRecord> steps = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            steps.add(SampleRuns.failed("raw.t" + i, 10, Problem.of(ErrorCode.SOURCE_TABLE_MISSING, "t" + i)));
        }

        List<String> lines = text().failures(SampleRuns.run(9, 1, Duration.ofSeconds(1), steps));

        assertThat(lines).contains("error ALV-3003: t9").doesNotContain("error ALV-3003: t10");
        assertThat(lines)
                .containsSubsequence(
                        "… and 2 more: alluvium status 9 --json --env prod", "then: alluvium run --env prod");
    }

    @Test
    void aRunThatWasGivenUpSaysWhyAndHowItIsContinued() {
        RunRecord run = new RunRecord(
                new RunId(7),
                Optional.of(new RunKey("daily:1")),
                "shop",
                Optional.empty(),
                "/data/shop",
                SampleRuns.START,
                SampleRuns.START,
                SampleRuns.START.plusSeconds(1),
                List.of(),
                List.of(SampleRuns.NO_RIGHT),
                1,
                "/log",
                OptionalLong.empty());

        assertThat(text().summary(run, ExitStatus.FAILED)).contains("run 7: given up in 1 s · exit 1");
        assertThat(text().failures(run))
                .anySatisfy(line -> assertThat(line).contains("ALV-3107"))
                .last()
                .asString()
                .contains("run --key daily:1");
    }

    /** It fails nothing, and so is a warning below a good end. */
    @Test
    void whatACatalogWasToldAndWhyNotIsSaid() {
        RunRecord good = SampleRuns.designRun();
        assertThat(text().registration(good)).isEmpty();
        RunRecord told = told(
                good,
                new RunRecord.Registration("glue", List.of(good.steps().get(0).table()), List.of()));
        assertThat(text().registration(told)).containsExactly("catalog: 1 table registered in glue");
        RunRecord down = told(
                good,
                new RunRecord.Registration(
                        "glue",
                        List.of(),
                        List.of(Problem.of(ErrorCode.CATALOG_UNREACHABLE, "the catalog glue does not answer"))));
        assertThat(text().registration(down)).contains("warning ALV-5021: the catalog glue does not answer");
    }

    private static RunRecord told(RunRecord run, RunRecord.Registration registration) {
        return new RunRecord(
                run.id(),
                run.key(),
                run.project(),
                run.environment(),
                run.warehouse(),
                run.at(),
                run.started(),
                run.ended(),
                run.steps(),
                run.problems(),
                Optional.of(registration),
                run.exitStatus(),
                run.log(),
                run.requests());
    }

    @Test
    void aRunWithoutWorkSaysSo() {
        RunRecord empty = SampleRuns.run(3, 0, Duration.ofMillis(120), List.of());

        assertThat(text().summary(empty, ExitStatus.OK)).isEqualTo("run 3: nothing to do in 0.1 s · exit 0");
        assertThat(text().summary(empty, ExitStatus.NOTHING_TO_DO)).endsWith("· exit 99");
    }

    @Test
    void afterwardsTheTableThatCameLastIsProposed() {
        RunRecord run = SampleRuns.run(
                3,
                0,
                Duration.ofSeconds(1),
                List.of(
                        SampleRuns.full("aggregate.revenue", "", 3, 1),
                        SampleRuns.extracted("raw.zoo", 1, 1, 1),
                        SampleRuns.idle("aggregate.zones", Outcome.SKIPPED, "no input changed")));

        assertThat(text().next(run)).isEqualTo("Next: alluvium show aggregate.revenue --env prod");
    }
}
