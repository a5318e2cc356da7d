package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.failure.AlluviumException;
import io.alluvium.plan.Decision;
import io.alluvium.plan.PlannedStep;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineIT {
    @TempDir
    Path folder;

    private ShopProject shop;

    @BeforeEach
    void open() {
        shop = new ShopProject(folder);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void threeLayersFollowTheSourceAndAnIdleRunTouchesNothing() {
        RunRecord first = shop.run();
        assertThat(first.steps()).allSatisfy(step -> assertThat(step.problems()).isEmpty());
        assertThat(ShopProject.outcomes(first))
                .containsEntry("raw.orders", StepRecord.Outcome.EXTRACTED)
                .containsEntry("curated.orders", StepRecord.Outcome.FULL)
                .containsEntry("aggregate.revenue", StepRecord.Outcome.FULL);
        shop.everyTableEqualsPostgres();

        shop.database()
                .run(
                        "update orders set discount = 9, updated_at = now() where order_id % 50 = 0",
                        "insert into orders values (1001, 3, '2026-02-01', 77, 1, now())",
                        "update \"Client\" set nation = 'moved' where id = 3",
                        "delete from orders where customer_id = 20",
                        "insert into orders select order_id, 1, order_date, 5, 0, now() from (values (990, date '2026-03-01')) v(order_id, order_date)");
        shop.database()
                .run("insert into orders select 19 + 20 * i, 2, '2026-01-01', 1, 0, now() from generate_series(0, 9) i"
                        + " on conflict (order_id) do update set customer_id = 2, updated_at = now()");
        shop.database().run("delete from \"Client\" where id = 20");
        RunRecord second = shop.run();
        assertThat(ShopProject.outcomes(second))
                .containsEntry("curated.orders", StepRecord.Outcome.APPLIED)
                .containsEntry("curated.customers", StepRecord.Outcome.APPLIED);
        assertThat(second.exitStatus()).isZero();
        shop.everyTableEqualsPostgres();

        Map<String, Long> before = shop.filesOfTheWarehouse();
        RunRecord third = shop.run();
        assertThat(ShopProject.outcomes(third).values()).containsOnly(StepRecord.Outcome.SKIPPED);
        assertThat(shop.filesOfTheWarehouse()).isEqualTo(before);
    }

    @Test
    void whatWasDeletedOrEditedIsRebuiltWithAllThatDependsOnIt() throws IOException {
        shop.run();
        deleteFolder(folder.resolve("warehouse/raw/orders"));
        shop.write("curated/customers.sql", """
                /*---
                strategy = apply
                ---*/
                select id, FullName as full_name,
                       nation
                from raw.customers where id <> 7
                """);
        Map<String, String> planned = new java.util.TreeMap<>();
        shop.pipeline()
                .plan(new RunOptions(Optional.empty(), Duration.ZERO))
                .steps()
                .forEach(step -> planned.put(step.table().toString(), reason(step)));
        assertThat(planned)
                .containsEntry("raw.orders", "changed")
                .containsEntry("raw.customers", "unchanged")
                .containsEntry("curated.customers", "full SQL changed, line 4");
        RunRecord run = shop.run();
        assertThat(ShopProject.outcomes(run))
                .containsEntry("raw.orders", StepRecord.Outcome.EXTRACTED)
                .containsEntry("raw.customers", StepRecord.Outcome.SKIPPED)
                .containsEntry("curated.orders", StepRecord.Outcome.FULL)
                .containsEntry("curated.customers", StepRecord.Outcome.FULL)
                .containsEntry("aggregate.revenue", StepRecord.Outcome.FULL);
        assertThat(shop.rows("select count(*) from curated.customers")).containsExactly("19");
        assertThat(shop.rows("select count(*) from curated.orders")).containsExactly("200");
        shop.rawHoldsEachVersionOnce();
    }

    private static String reason(PlannedStep planned) {
        return planned.match(new PlannedStep.Cases<>() {
            @Override
            public String extract(PlannedStep.Extract step) {
                return step.look().getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
            }

            @Override
            public String transform(PlannedStep.Transform step) {
                Decision decision = step.decision();
                return decision.work().verb() + " " + decision.reason();
            }

            @Override
            public String export(PlannedStep.Export step) {
                return step.decision().reason();
            }
        });
    }

    private static void deleteFolder(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void aFailedStepStopsOnlyWhatDependsOnIt() {
        shop.run();
        shop.changeSource(1);
        shop.database().run("alter table orders rename to orders_gone");
        RunRecord run = shop.run();
        assertThat(ShopProject.outcomes(run))
                .containsEntry("raw.orders", StepRecord.Outcome.FAILED)
                .containsEntry("curated.orders", StepRecord.Outcome.BLOCKED)
                .containsEntry("aggregate.revenue", StepRecord.Outcome.BLOCKED)
                .containsEntry("raw.customers", StepRecord.Outcome.EXTRACTED)
                .containsEntry("curated.customers", StepRecord.Outcome.APPLIED);
        assertThat(run.exitStatus()).isEqualTo(1);
        assertThat(run.steps().get(0).problems().get(0).message()).contains("orders");
        shop.database().run("alter table orders_gone rename to orders");
        assertThat(shop.run().exitStatus()).isZero();
        shop.everyTableEqualsPostgres();
    }

    @Test
    void aRuleThatFailsKeepsTheLastVersionAndExitsWithThree() {
        shop.run();
        shop.write("curated/orders.sql", """
                /*---
                strategy = apply
                expect {
                  positive { that = "net_total > 15", else = fail }
                }
                ---*/
                select order_id, customer_id, order_date, total - discount as net_total
                from raw.orders
                """);
        RunRecord run = shop.run();
        assertThat(run.exitStatus()).isEqualTo(3);
        assertThat(run.steps().stream().flatMap(step -> step.problems().stream()))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.message())
                            .isEqualTo("curated.orders: expectation positive does not hold in 1 rows");
                    assertThat(problem.place().orElseThrow()).hasToString("curated/orders.sql:4");
                });
        shop.everyTableEqualsPostgres();
    }

    @Test
    void aSecondRunAtTheSameTimeIsRefusedAndTheFirstIsUnharmed() {
        assertThat(shop.run((table, boundary) -> {
                            if (boundary == Boundary.STAGED) {
                                assertThatThrownBy(shop::run)
                                        .isInstanceOf(AlluviumException.class)
                                        .hasMessageContaining("ALV-5001: another run of this project is active");
                            }
                        })
                        .exitStatus())
                .isZero();
        shop.everyTableEqualsPostgres();
    }

    @Test
    void aColumnThatIsAddedComesAlongAndOneThatIsRetypedStopsItsTable() {
        shop.run();
        shop.database()
                .run(
                        "alter table orders add column note text default 'n'",
                        "update orders set updated_at = now() where order_id = 5");
        assertThat(shop.run().exitStatus()).isZero();
        assertThat(shop.rows("select distinct note from raw.orders")).containsExactly("n", "null");
        shop.database()
                .run(
                        "alter table orders alter column customer_id type text",
                        "update orders set updated_at = now() where order_id = 6");
        RunRecord run = shop.run();
        assertThat(ShopProject.outcomes(run)).containsEntry("raw.orders", StepRecord.Outcome.FAILED);
        assertThat(run.steps().get(0).problems().get(0).message())
                .isEqualTo("the columns of raw.orders changed in the source: ~ customer_id int -> string");
    }
}
