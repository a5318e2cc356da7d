package io.alluvium.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.InputVersion;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SavedPlanTest {
    private static final TableName RAW = TableName.parse("raw.orders").orElseThrow();
    private static final TableName CURATED = TableName.parse("curated.orders").orElseThrow();
    private static final Instant AT = Instant.parse("2026-11-03T02:00:00Z");

    private final SavedPlan plan = plan(
            Map.of(RAW, "extract", CURATED, "apply if [raw.orders]"),
            7,
            Map.of("curated.orders, sql", "digest 12ab", "the environment", "prod"));

    private static SavedPlan plan(Map<TableName, String> steps, long version, Map<String, String> basis) {
        return new SavedPlan(
                AT,
                new Selection(
                        List.of("orders"),
                        Optional.of(new Selection.Range(AT.minusSeconds(7200), AT.minusSeconds(3600))),
                        Selection.Refresh.FULL),
                steps,
                Map.of(RAW, new InputVersion("id", version, 3)),
                basis);
    }

    @Test
    void aFileGivesThePlanThatWasSaved() {
        assertThat(SavedPlan.parse(plan.text(), "plan.json")).isEqualTo(plan);
        assertThatCode(() -> plan.refuseOthers(plan)).doesNotThrowAnyException();
    }

    @Test
    void whatASourceHasMeanwhileMakesNoOtherPlan() {
        SavedPlan now = plan(Map.of(RAW, "skip", CURATED, "apply if [raw.orders]"), 7, plan.basis());
        assertThatCode(() -> plan.refuseOthers(now)).doesNotThrowAnyException();
    }

    @Test
    void eachDifferenceIsTold() {
        SavedPlan now = plan(
                plan.steps(), 8, Map.of("curated.orders, sql", "digest 34cd", "curated.orders, key", "digest 56ef"));
        assertThatThrownBy(() -> plan.refuseOthers(now))
                .isInstanceOfSatisfying(
                        AlluviumException.class,
                        refused -> assertThat(refused.problems())
                                .extracting(Problem::message)
                                .containsExactly(
                                        "curated.orders, key: was not there when it was planned",
                                        "curated.orders, sql: is other than when it was planned",
                                        "the environment: prod when it was planned, nothing now",
                                        "raw.orders, its table: version 7 of id when it was planned, version 8 of id now"));
    }

    @Test
    void whatIsDoneIsHeldToThePlanToo() {
        SavedPlan now = plan(Map.of(RAW, "extract", CURATED, "full"), 7, plan.basis());
        assertThatThrownBy(() -> plan.refuseOthers(now))
                .hasMessageContaining(
                        "curated.orders, what is done: apply if [raw.orders] when it was planned, full now");
    }

    @Test
    void whatIsNoPlanIsRefused() {
        for (String text : List.of("{}", "[", "{\"saved_plan\": 2}", "{\"saved_plan\": 1, \"at\": \"then\"}")) {
            assertThatThrownBy(() -> SavedPlan.parse(text, "plan.json"))
                    .as(text)
                    .isInstanceOfSatisfying(AlluviumException.class, refused -> {
                        Problem problem = refused.problems().get(0);
                        assertThat(problem.code()).isEqualTo(ErrorCode.PLAN_REFUSED);
                        assertThat(problem.message())
                                .startsWith("plan.json is no plan that can be carried out: it is ");
                        assertThat(problem.fix()).contains("plan anew: alluvium plan --out plan.json");
                    });
        }
    }
}
