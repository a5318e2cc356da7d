package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.failure.Problem;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.plan.SavedPlan;
import io.alluvium.plan.Selection;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was planned is what runs, or it is said what is otherwise by now. */
class SavedPlanIT {
    @TempDir
    Path folder;

    private ShopProject shop;

    @BeforeEach
    void loadOnce() {
        shop = new ShopProject(folder);
        assertThat(shop.run().exitStatus()).isZero();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private SavedPlan saved(Selection selection) {
        RunOptions options = new RunOptions(Optional.empty(), Duration.ZERO, Optional.empty(), false, false, selection);
        SavedPlan saved = shop.pipeline().savedPlan(options).saved();
        return SavedPlan.parse(saved.text(), "saved.json");
    }

    private RunRecord run(SavedPlan saved) {
        RunOptions options = new RunOptions(
                Optional.of(saved.at()),
                Duration.ZERO,
                Optional.empty(),
                false,
                false,
                saved.selection(),
                Optional.of(saved));
        return shop.pipeline().run(options, new SilentListener());
    }

    private void sql(String statement, String table) {
        SparkFixture.plain(shop.lake())
                .sql(statement.formatted("delta.`" + folder.resolve("warehouse").resolve(table) + "`"));
    }

    private static void newOrder(PostgresFixture database, int id) {
        database.run("insert into orders values (%d, 3, '2026-02-01', 77, 1, now())".formatted(id));
    }

    @Test
    void rowsThatCameSinceAreReadWhereThePlanReadsAndNowhereElse() {
        newOrder(shop.database(), 900);
        SavedPlan saved = saved(Selection.ALL);
        assertThat(saved.steps().values())
                .containsExactlyInAnyOrder(
                        "extract", "skip", "apply if [raw.orders]", "skip", "full if [curated.orders]");
        newOrder(shop.database(), 901);
        shop.database().run("update \"Client\" set nation = 'far' where id = 1");

        RunRecord run = run(saved);

        assertThat(run.exitStatus()).as(run.steps().toString()).isZero();
        assertThat(run.at()).isEqualTo(saved.at());
        assertThat(ShopProject.outcomes(run))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "raw.orders", StepRecord.Outcome.EXTRACTED,
                        "raw.customers", StepRecord.Outcome.SKIPPED,
                        "curated.orders", StepRecord.Outcome.APPLIED,
                        "curated.customers", StepRecord.Outcome.SKIPPED,
                        "aggregate.revenue", StepRecord.Outcome.FULL));
        assertThat(shop.rows("select order_id from curated.orders where order_id >= 900"))
                .containsExactly("900", "901");
        shop.run();
        shop.everyTableEqualsPostgres();
    }

    @Test
    void whatIsOtherwiseByNowIsSaidAllAtOnceAndNothingIsDone() {
        newOrder(shop.database(), 900);
        SavedPlan saved = saved(Selection.ALL);
        shop.database().run("alter table orders add column note text");
        shop.write("curated/customers.sql", """
                /*---
                strategy = apply
                description = "Who buys"
                ---*/
                select id, FullName as full_name from raw.customers
                """);
        sql("delete from %s where nation = 'n1'", "aggregate/revenue");
        Map<String, Long> before = shop.filesOfTheWarehouse();

        assertThatThrownBy(() -> run(saved))
                .isInstanceOfSatisfying(
                        AlluviumException.class,
                        refused -> assertThat(refused.problems())
                                .allMatch(problem -> problem.code() == ErrorCode.PLAN_REFUSED)
                                .extracting(problem -> problem.message().replaceAll("[0-9a-f-]{36}", "ID"))
                                .satisfiesExactly(
                                        text -> assertThat(text)
                                                .isEqualTo(
                                                        "curated.customers, description: was not there when it was planned"),
                                        text -> assertThat(text)
                                                .isEqualTo("curated.customers, sql: is other than when it was planned"),
                                        text -> assertThat(text)
                                                .isEqualTo(
                                                        "raw.orders, column note: nothing when it was planned, STRING now"),
                                        text -> assertThat(text)
                                                .isEqualTo(
                                                        "aggregate.revenue, its table: version 0 of ID when it was planned,"
                                                                + " version 1 of ID now")));
        assertThat(shop.filesOfTheWarehouse()).isEqualTo(before);
    }

    @Test
    void aPlanIsCarriedOutOnce() {
        newOrder(shop.database(), 900);
        SavedPlan saved = saved(Selection.ALL);
        assertThat(run(saved).exitStatus()).isZero();
        assertThatThrownBy(() -> run(saved))
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining("raw.orders, its table: version 0 of ");
    }

    @Test
    void aTableThatWasCompactedSinceIsTheSame() {
        newOrder(shop.database(), 900);
        SavedPlan saved = saved(Selection.named(List.of("raw.orders", "curated.orders")));
        for (String table : List.of("raw/orders", "curated/orders")) {
            sql("optimize %s", table);
            sql("alter table %s set tblproperties ('noted' = 'yes')", table);
        }
        RunRecord run = run(saved);
        assertThat(ShopProject.outcomes(run))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "raw.orders", StepRecord.Outcome.EXTRACTED,
                        "curated.orders", StepRecord.Outcome.APPLIED));
    }

    @Test
    void anotherServerAtTheSameAddressIsNotTheOneThatWasPlannedFor() {
        newOrder(shop.database(), 900);
        SavedPlan saved = saved(Selection.ALL);
        assertThat(saved.basis()).containsKey("source shop, its server");
        Map<String, String> basis = new TreeMap<>(saved.basis());
        basis.put("source shop, its server", "another");
        SavedPlan elsewhere = new SavedPlan(saved.at(), saved.selection(), saved.steps(), saved.versions(), basis);
        assertThatThrownBy(() -> run(elsewhere))
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining("source shop, its server: another when it was planned, ");
    }

    @Test
    void aFullRefreshComputesModelsAnewAndLoadsNothing() {
        assertThat(ShopProject.outcomes(shop.run())).doesNotContainValue(StepRecord.Outcome.FULL);
        SavedPlan saved = saved(new Selection(List.of(), Optional.empty(), Selection.Refresh.FULL));
        RunRecord run = run(saved);
        assertThat(ShopProject.outcomes(run))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "raw.orders", StepRecord.Outcome.SKIPPED,
                        "raw.customers", StepRecord.Outcome.SKIPPED,
                        "curated.orders", StepRecord.Outcome.FULL,
                        "curated.customers", StepRecord.Outcome.FULL,
                        "aggregate.revenue", StepRecord.Outcome.FULL));
        assertThat(run.steps())
                .filteredOn(step -> step.outcome() == StepRecord.Outcome.FULL)
                .extracting(StepRecord::detail)
                .containsOnly("a full refresh was asked for");
        shop.everyTableEqualsPostgres();
        assertThat(ShopProject.outcomes(shop.run()))
                .as("what a person asked for is done once")
                .containsEntry("curated.orders", StepRecord.Outcome.SKIPPED);
    }

    /** A later attempt neither forgets what was asked for nor does it a second time. */
    @Test
    void aFullRefreshThatFailsOnTheWayIsTriedAgain() {
        for (Boundary last : List.of(Boundary.INTENT_WRITTEN, Boundary.COMMITTED)) {
            AtomicInteger left = new AtomicInteger(1);
            RunOptions options = new RunOptions(
                    Optional.empty(),
                    Duration.ZERO,
                    Optional.empty(),
                    false,
                    false,
                    new Selection(List.of("curated.customers"), Optional.empty(), Selection.Refresh.FULL));
            long before = version();
            // As a store does that does not answer for a moment.
            RunRecord run = shop.run(options, (table, boundary) -> {
                if (boundary == last && left.getAndDecrement() == 1) {
                    throw Problem.of(ErrorCode.STORAGE_FAILED, "the store does not answer")
                            .asException();
                }
            });
            assertThat(run.exitStatus()).as(run.steps().toString()).isZero();
            assertThat(run.steps().get(0).attempts()).isEqualTo(2);
            assertThat(version()).as("one commit, broken off after " + last).isEqualTo(before + 1);
        }
        shop.everyTableEqualsPostgres();
    }

    private long version() {
        return shop.pipeline().tables().stream()
                .filter(table -> table.name().toString().equals("curated.customers"))
                .findFirst()
                .orElseThrow()
                .version();
    }
}
