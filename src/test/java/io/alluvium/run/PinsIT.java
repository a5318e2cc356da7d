package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.lake.LakeSession;
import io.alluvium.plan.PlannedStep;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds a run to the versions that it started from and those that it made itself. */
class PinsIT {
    private static final TableName ORDERS = new TableName(Layer.CURATED, "orders");

    @TempDir
    Path folder;

    private ShopProject shop;
    private LakeSession lake;

    @BeforeEach
    void start() {
        shop = new ShopProject(folder);
        lake = SparkFixture.on(folder);
        shop.write("aggregate/left.sql", "select count(*) as n from curated.orders\n");
        shop.write("aggregate/right.sql", "select count(*) as n from curated.orders\n");
        assertThat(shop.run().exitStatus()).isZero();
    }

    @AfterEach
    void stop() {
        shop.close();
    }

    private void sql(String statement, String table) {
        SparkSession session = SparkFixture.plain(lake);
        session.sql(
                statement.formatted("delta.`" + folder.resolve("warehouse").resolve(table.replace('.', '/')) + "`"));
    }

    @Test
    void filesThatWereRewrittenAreNoNewsForAnybody() {
        shop.changeSource(0);
        assertThat(shop.run().exitStatus()).isZero();
        for (String table :
                List.of("raw.orders", "raw.customers", "curated.orders", "curated.customers", "aggregate.revenue")) {
            sql("alter table %s set tblproperties ('note' = 'looked after')", table);
            sql("optimize %s", table);
        }

        Map<String, Long> before = shop.filesOfTheWarehouse();
        RunRecord run = shop.run();

        assertThat(run.steps()).extracting(StepRecord::outcome).containsOnly(StepRecord.Outcome.SKIPPED);
        assertThat(shop.filesOfTheWarehouse()).isEqualTo(before);
        shop.changeSource(1);
        assertThat(ShopProject.outcomes(shop.run())).containsEntry("curated.orders", StepRecord.Outcome.APPLIED);
        shop.everyTableEqualsPostgres();
    }

    @Test
    void twoModelsOfARunReadTheSameRowsWhateverOthersWriteMeanwhile() {
        shop.changeSource(0);
        RunRecord run = shop.run((table, boundary) -> {
            if (table.equals(ORDERS) && boundary == Boundary.OUTCOME_WRITTEN) {
                sql("delete from %s where order_id < 100", "curated.orders");
            }
        });

        assertThat(run.exitStatus()).as(run.steps().toString()).isZero();
        assertThat(shop.rows("select n from aggregate.left")).containsExactly("201");
        assertThat(shop.rows("select n from aggregate.right")).containsExactly("201");
        assertThat(ShopProject.outcomes(shop.run()))
                .containsEntry("curated.orders", StepRecord.Outcome.FULL)
                .containsEntry("aggregate.left", StepRecord.Outcome.FULL);
        shop.everyTableEqualsPostgres();
    }

    @Test
    void whileARunIsAtWorkPeopleReadWhatTheLastOneLeft() {
        shop.changeSource(0);
        List<String> seen = new CopyOnWriteArrayList<>();
        shop.run((table, boundary) -> {
            if (table.equals(ORDERS) && boundary == Boundary.OUTCOME_WRITTEN) {
                seen.addAll(shop.rows("select 'raw', count(*) from raw.orders union all"
                        + " select 'curated', count(*) from curated.orders"));
            }
        });

        assertThat(seen).containsExactly("curated|200", "raw|200");
        assertThat(shop.rows("select count(*) from curated.orders")).containsExactly("201");
    }

    /** A process that dies before its run's end leaves neither results nor a point. */
    @Test
    void whatARunLeftThatWasKilledIsReadAfterTheNextOneOnly() throws IOException {
        shop.changeSource(0);
        RunRecord run = shop.run();
        Path state = folder.resolve("warehouse/_alluvium/shop");
        Files.delete(state.resolve("state/points/" + run.id() + ".json"));
        Files.delete(state.resolve("runs/" + run.id() + "/run_results.json"));
        assertThat(shop.rows("select count(*) from raw.orders")).containsExactly("200");
        assertThat(shop.rows("select count(*) from curated.orders")).containsExactly("200");

        assertThat(ShopProject.outcomes(shop.run()).values()).containsOnly(StepRecord.Outcome.SKIPPED);

        shop.everyTableEqualsPostgres();
    }

    @Test
    void anApplyOverARestoredLogIsPlannedAsFull() {
        shop.changeSource(0);
        shop.run();
        sql("restore table %s to version as of 0", "raw.orders");

        assertThat(shop.pipeline()
                        .plan(new RunOptions(Optional.empty(), Duration.ZERO))
                        .steps())
                .filteredOn(step -> step.table().equals(ORDERS))
                .singleElement()
                .satisfies(step -> assertThat(
                                ((PlannedStep.Transform) step).decision().reason())
                        .isEqualTo("raw.orders was restored"));
        assertThat(ShopProject.outcomes(shop.run())).containsEntry("curated.orders", StepRecord.Outcome.FULL);
        shop.everyTableEqualsPostgres();
    }
}
