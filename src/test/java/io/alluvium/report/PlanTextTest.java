package io.alluvium.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.plan.Decision;
import io.alluvium.plan.PlannedStep;
import io.alluvium.plan.RunPlan;
import io.alluvium.plan.Work;
import io.alluvium.source.Look;
import io.alluvium.source.Overlap;
import io.alluvium.source.ReadPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanTextTest {
    private final PlanText text = new PlanText(Style.PLAIN, new Invocation(Optional.empty(), Optional.of("prod")));

    private static RunPlan plan(List<PlannedStep> steps, TableName... orphans) {
        return new RunPlan(
                "shop",
                Optional.of("prod"),
                "/data/shop",
                SampleRuns.START,
                Optional.of(new RunPlan.LastRun(new RunId(41), 0)),
                steps,
                List.of(orphans));
    }

    @Test
    void theScreenOfTheDesignPage() {
        RunPlan plan = plan(
                SamplePlans.designSteps(), TableName.parse("curated.old_orders").orElseThrow());

        assertThat(String.join("\n", text.lines(plan)) + "\n").isEqualTo("""
                shop · prod · /data/shop · at 2026-11-03T00:00Z · last run 41 ok
                  extract  raw.orders               updated_at > 11-01 23:58  ~8,400 rows  complete
                  skip     raw.countries            no new file
                  error    raw.customers            ALV-3107 no right to read public."Client"
                  apply    curated.orders           if raw.orders changes     ~2 s
                ! full     aggregate.revenue_daily  SQL changed, line 7       ~40 s
                ? orphan   curated.old_orders       kept; alluvium tables --env prod prints its folder
                ! computed anew though its inputs do not ask for it: is the reason meant?
                ? no source and no model of the project makes it any more
                Next: alluvium run --env prod
                """);
        assertThat(PlanText.problems(plan)).containsExactly(SampleRuns.NO_RIGHT);
    }

    @Test
    void howRowsComeStandsBeneathTheirTableWhenAskedFor() throws Exception {
        List<PlannedStep> steps = new ArrayList<>();
        steps.add(read(new ReadPlan("cursor", 3, Optional.empty(), new Overlap.None(), Optional.empty())));
        steps.add(
                read(new ReadPlan("snapshot", 1, Optional.of("engine = spark"), new Overlap.None(), Optional.empty())));
        steps.add(read(
                new ReadPlan("append", 0, Optional.of("it reads all files"), new Overlap.None(), Optional.empty())));
        RunPlan plan = plan(steps);

        assertThat(text.lines(plan, true, Optional.empty()).stream().filter(line -> line.startsWith("           ")))
                .containsExactly(
                        "           mode cursor, by column, up to 3 connections",
                        "           mode snapshot, by Spark, 1 connection: engine = spark",
                        "           mode append, by Spark: it reads all files");
        assertThat(String.join("\n", text.lines(plan))).doesNotContain("connection");
        JsonNode json = new ObjectMapper().readTree(AnswerJson.plan(plan));
        assertThat(json.at("/steps/0/reading").toString())
                .isEqualTo("{\"mode\":\"cursor\",\"by\":\"column\",\"because\":null,\"connections\":3}");
        assertThat(json.at("/steps/1/reading/because").asText()).isEqualTo("engine = spark");
    }

    private static PlannedStep read(ReadPlan reading) {
        return ((PlannedStep.Extract) SamplePlans.designSteps().get(0)).read(Optional.of(reading));
    }

    @Test
    void aProjectThatNeverRanSaysFirstRun() {
        RunPlan plan = new RunPlan(
                "shop", Optional.empty(), "/data/shop", SampleRuns.START, Optional.empty(), List.of(), List.of());

        assertThat(text.lines(plan))
                .containsExactly(
                        "shop · /data/shop · at 2026-11-03T00:00Z · first run",
                        "  no sources and no models yet",
                        "Next: alluvium run --env prod");
    }

    @Test
    void manyTablesWithoutNewsBecomeOneLine() {
        List<PlannedStep> steps = new ArrayList<>();
        for (int i = 0; i < 198; i++) {
            steps.add(SamplePlans.extract("t" + i, new Look.Unchanged("no change")));
        }
        steps.add(SamplePlans.transform(
                "curated.late",
                new Decision(new Work.Blocked(TableName.parse("raw.gone").orElseThrow())),
                Optional.empty()));

        assertThat(text.lines(plan(steps)))
                .containsExactly(
                        "shop · prod · /data/shop · at 2026-11-03T00:00Z · last run 41 ok",
                        "  blocked  curated.late  by raw.gone",
                        "  skip     198 tables    nothing new",
                        "Next: alluvium run --env prod");
    }

    @Test
    void aModelThatCannotBeWorkedOnIsARefusalOfThePlan() throws Exception {
        Problem lost = Problem.of(ErrorCode.STATE_CORRUPT, "2.intent.json cannot be read");
        PlannedStep.Transform sample = (PlannedStep.Transform)
                SamplePlans.transform("curated.orders", new Decision(new Work.Skip("")), Optional.empty());
        RunPlan plan = plan(List.of(PlannedStep.Transform.refused(sample.model(), lost)));

        assertThat(text.lines(plan)).contains("  error    curated.orders  ALV-5003 2.intent.json cannot be read");
        assertThat(PlanText.problems(plan)).containsExactly(lost);
        JsonNode json = new ObjectMapper().readTree(AnswerJson.plan(plan));
        assertThat(json.at("/steps/0/action").asText()).isEqualTo("error");
        assertThat(json.at("/steps/0/problem/code").asText()).isEqualTo("ALV-5003");
    }

    @Test
    void theJsonSaysTheSame() throws Exception {
        RunPlan plan = plan(
                SamplePlans.designSteps(), TableName.parse("curated.old_orders").orElseThrow());

        JsonNode json = new ObjectMapper().readTree(AnswerJson.plan(plan));

        assertThat(json.at("/schema_version").asInt()).isEqualTo(1);
        assertThat(json.at("/steps/0/rows").asLong()).isEqualTo(8400);
        assertThat(json.at("/steps/2/problem/code").asText()).isEqualTo("ALV-3107");
        assertThat(json.at("/steps/3/only_if/0").asText()).isEqualTo("raw.orders");
        assertThat(json.at("/steps/4/unexpected").asBoolean()).isTrue();
        assertThat(json.at("/steps/4/earlier_seconds").decimalValue()).isEqualByComparingTo("40");
        assertThat(json.at("/orphans/0").asText()).isEqualTo("curated.old_orders");
    }
}
