package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.plan.PlannedReset;
import io.alluvium.plan.PlannedStep;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A raw table that was reset is loaded anew, whatever happened before, between and after. */
class ResetIT {
    private static final TableName RAW_ORDERS = new TableName(Layer.RAW, "orders");
    private static final TableName CURATED_ORDERS = new TableName(Layer.CURATED, "orders");

    @TempDir
    Path folder;

    /** Stands for the process's death: no step gets past this boundary. */
    private static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static List<PlannedReset> reset(ShopProject shop, String... tables) {
        return shop.pipeline().reset(List.of(tables), Duration.ZERO);
    }

    private static void crash(ShopProject shop, Boundary last) {
        AtomicBoolean crashed = new AtomicBoolean();
        shop.run((table, boundary) -> {
            if (crashed.get() || boundary == last && table.name().equals("orders")) {
                crashed.set(true);
                throw new Crash();
            }
        });
        assertThat(crashed).isTrue();
    }

    private static void theNextRunLeavesAllWell(ShopProject shop) {
        assertThat(shop.run().exitStatus()).isZero();
        shop.everyTableEqualsPostgres();
        shop.rawHoldsEachVersionOnce();
    }

    private Path warehouse(String path) {
        return folder.resolve("warehouse").resolve(path);
    }

    private String log(String table) {
        try (Stream<Path> files = Files.list(warehouse(table).resolve("_delta_log"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(ResetIT::text)
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A cursor does not see deletes: only a new load gets rid of the row, in raw and in all that reads it. */
    @Test
    void theNextRunLoadsTheTableAnewAndComputesWhatReadsItAnewAndNothingElse() {
        try (ShopProject shop = new ShopProject(folder)) {
            shop.run();
            shop.changeSource(1);
            shop.run();
            shop.database().run("delete from orders where order_id % 10 = 0");
            assertThat(shop.run().exitStatus()).isZero();
            assertThat(shop.rows("select count(*) from curated.orders")).containsExactly("201");
            Map<String, Long> customers = of(shop.filesOfTheWarehouse(), "customers");
            String oldLog = log("raw/orders");

            PlannedReset.Removal removal =
                    (PlannedReset.Removal) reset(shop, "orders").get(0);
            assertThat(removal.content().rows()).hasValue(206);
            assertThat(removal.content().batches()).isEqualTo(2);
            assertThat(removal.readers()).hasToString("[curated.orders, aggregate.revenue]");
            assertThat(removal.place()).isEqualTo(warehouse("raw/orders").toString());
            assertThat(removal.newPlace()).isEqualTo(warehouse("raw/orders.1").toString());
            assertThat(warehouse("raw/orders/_delta_log")).isDirectory();
            assertThat(warehouse("raw/orders.1")).doesNotExist();
            assertThat(shop.pipeline()
                            .plan(new RunOptions(Optional.empty(), Duration.ZERO))
                            .steps())
                    .filteredOn(step -> step.table().equals(CURATED_ORDERS))
                    .singleElement()
                    .satisfies(step -> assertThat(
                                    ((PlannedStep.Transform) step).decision().reason())
                            .isEqualTo("raw.orders is made anew"));
            shop.rows("select * from curated.orders");

            RunRecord run = shop.run();
            assertThat(ShopProject.outcomes(run))
                    .containsEntry("raw.orders", Outcome.EXTRACTED)
                    .containsEntry("raw.customers", Outcome.SKIPPED)
                    .containsEntry("curated.orders", Outcome.FULL)
                    .containsEntry("curated.customers", Outcome.SKIPPED)
                    .containsEntry("aggregate.revenue", Outcome.FULL);
            shop.everyTableEqualsPostgres();
            assertThat(shop.rows("select count(*), count(distinct order_id) from raw.orders"))
                    .containsExactly("181|181");
            assertThat(of(shop.filesOfTheWarehouse(), "customers")).isEqualTo(customers);
            assertThat(log("raw/orders.1")).contains("shop/raw.orders/1").doesNotContain("shop/raw.orders/0");
            assertThat(log("raw/orders")).isEqualTo(oldLog);
            assertThat(shop.pipeline().path(RAW_ORDERS)).isEqualTo("file:" + warehouse("raw/orders.1"));
            assertThat(ShopProject.outcomes(shop.run()).values()).containsOnly(Outcome.SKIPPED);
        }
    }

    private static Map<String, Long> of(Map<String, Long> files, String name) {
        return files.entrySet().stream()
                .filter(file -> file.getKey().contains(name))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Test
    void aResetBetweenTwoRunsThatDieAnywhereLeavesNothingTwiceAndNothingOut() {
        try (ShopProject shop = new ShopProject(folder)) {
            shop.run();
            for (Boundary boundary : Boundary.values()) {
                shop.changeSource(boundary.ordinal());
                crash(shop, boundary);
                reset(shop, "orders", "raw.customers");
                crash(shop, boundary);
                theNextRunLeavesAllWell(shop);
            }
        }
    }

    /** What a crash between the two files that a reset writes leaves: a format that an older Alluvium refuses, no more. */
    @Test
    void aResetThatDiesBeforeThePointerIsWrittenChangesNothing() throws Exception {
        try (ShopProject shop = new ShopProject(folder)) {
            shop.run();
            Files.writeString(warehouse("_alluvium/shop/state/format"), "3");
            Files.writeString(warehouse("_alluvium/shop/state/raw.orders/.epoch.json.5f0c"), "{\"epo");
            assertThat(ShopProject.outcomes(shop.run()).values()).containsOnly(Outcome.SKIPPED);
            shop.changeSource(1);
            theNextRunLeavesAllWell(shop);
            reset(shop, "orders");
            theNextRunLeavesAllWell(shop);
            assertThat(log("raw/orders.1")).contains("shop/raw.orders/1");
        }
    }

    @Test
    void aResetThatIsTakenBackLeavesTheTableAsItWasAndItsNextOneBeginsAnotherEpoch() {
        try (ShopProject shop = new ShopProject(folder)) {
            shop.run();
            reset(shop, "orders", "customers");
            assertThat(((PlannedReset.NotLoaded) reset(shop, "orders").get(0)).table())
                    .hasToString("raw.orders");
            assertThat(undo(shop, "orders", "raw.customers", "orders"))
                    .containsExactly(
                            new PlannedReset.Undone(
                                    RAW_ORDERS, warehouse("raw/orders").toString()),
                            new PlannedReset.Undone(
                                    new TableName(Layer.RAW, "customers"),
                                    warehouse("raw/customers").toString()));
            assertThat(ShopProject.outcomes(shop.run()).values()).containsOnly(Outcome.SKIPPED);
            shop.changeSource(1);
            theNextRunLeavesAllWell(shop);
            assertThat(log("raw/orders")).contains("shop/raw.orders/0").doesNotContain("shop/raw.orders/1");
            assertThat(warehouse("raw/orders.1")).doesNotExist();

            reset(shop, "orders");
            theNextRunLeavesAllWell(shop);
            assertThat(log("raw/orders.2")).contains("shop/raw.orders/2");
        }
    }

    /** Whatever the run that should have loaded it left behind: the way back is open until its commit. */
    @Test
    void afterARunThatDiedTheWayBackIsOpenUnlessItCommitted() {
        try (ShopProject shop = new ShopProject(folder)) {
            shop.run();
            for (Boundary boundary : List.of(Boundary.INTENT_WRITTEN, Boundary.STAGED)) {
                shop.changeSource(boundary.ordinal());
                reset(shop, "orders");
                crash(shop, boundary);
                undo(shop, "orders");
                theNextRunLeavesAllWell(shop);
                assertThat(shop.pipeline().path(RAW_ORDERS)).isEqualTo("file:" + warehouse("raw/orders"));
            }
            reset(shop, "orders");
            crash(shop, Boundary.COMMITTED);
            notUndone(
                    shop,
                    "orders",
                    "raw.orders was loaded anew already, so there is no way back",
                    "go on with " + warehouse("raw/orders.3") + ", or reset it again");
            theNextRunLeavesAllWell(shop);
        }
    }

    @Test
    void whatCannotBeTakenBackIsRefusedWithItsReasonAndAllStays() throws Exception {
        try (ShopProject shop = new ShopProject(folder)) {
            shop.run();
            reset(shop, "customers");
            for (String name : List.of("orders", "raw.orders", "curated.orders", "nothing", "No Name")) {
                assertThatThrownBy(() -> undo(shop, "customers", name))
                        .isInstanceOf(AlluviumException.class)
                        .hasMessageContaining("ALV-5014")
                        .hasMessageContaining("was not reset, so there is no way back");
            }
            Files.move(warehouse("raw/customers"), warehouse("customers_elsewhere"));
            notUndone(
                    shop,
                    "customers",
                    "raw.customers does not lie in " + warehouse("raw/customers")
                            + " any more, so there is no way back",
                    "let the next run load it anew: alluvium run");
            Files.move(warehouse("customers_elsewhere"), warehouse("raw/customers"));
            undo(shop, "customers");
            assertThat(ShopProject.outcomes(shop.run()).values()).containsOnly(Outcome.SKIPPED);
        }
    }

    /** A table of its own that lies in the next epoch's folder is not taken for the new one. */
    @Test
    void whereTheStateWasLostAFolderThatIsTakenIsPassedOver() throws Exception {
        try (ShopProject shop = new ShopProject(folder)) {
            shop.run();
            reset(shop, "orders");
            shop.run();
            Files.delete(warehouse("_alluvium/shop/state/raw.orders/epoch.json"));
            PlannedReset.Removal removal =
                    (PlannedReset.Removal) reset(shop, "orders").get(0);
            assertThat(removal.newPlace()).isEqualTo(warehouse("raw/orders.2").toString());
            theNextRunLeavesAllWell(shop);
            assertThat(log("raw/orders.2")).contains("shop/raw.orders/2");
        }
    }

    private static List<PlannedReset> undo(ShopProject shop, String... tables) {
        return shop.pipeline().undoReset(List.of(tables), Duration.ZERO);
    }

    private static void notUndone(ShopProject shop, String table, String message, String fix) {
        assertThatThrownBy(() -> undo(shop, table))
                .isInstanceOfSatisfying(
                        AlluviumException.class,
                        problem -> assertThat(problem.problems())
                                .singleElement()
                                .satisfies(refused -> {
                                    assertThat(refused.code()).isEqualTo(ErrorCode.RESET_NOT_UNDONE);
                                    assertThat(refused.message()).isEqualTo(message);
                                    assertThat(refused.fix()).hasValue(fix);
                                }));
    }

    /** As an Alluvium of state format 1 did it. */
    private void moveAway(ShopProject shop, long epoch) throws IOException {
        String tableId = shop.pipeline().tables().stream()
                .filter(table -> table.name().equals(RAW_ORDERS))
                .findFirst()
                .orElseThrow()
                .tableId();
        Files.writeString(
                warehouse("_alluvium/shop/state/raw.orders/%019d.reset.json".formatted(epoch)),
                "{\"table_id\": \"" + tableId + "\", \"at\": \"2026-01-01T00:00:00Z\"}");
        Files.createDirectories(warehouse("_alluvium/shop/reset"));
        Files.move(warehouse("raw/orders"), warehouse("_alluvium/shop/reset/raw.orders." + epoch));
    }

    @Test
    void aTableThatAnOlderAlluviumResetGoesOnWithItsEpochAndSoDoesOneThatIsMovedBack() throws Exception {
        try (ShopProject shop = new ShopProject(folder)) {
            shop.run();
            moveAway(shop, 0);
            theNextRunLeavesAllWell(shop);
            assertThat(log("raw/orders")).contains("shop/raw.orders/1").doesNotContain("shop/raw.orders/0");
            moveAway(shop, 1);
            Files.move(warehouse("_alluvium/shop/reset/raw.orders.0"), warehouse("raw/orders"));
            shop.changeSource(1);
            theNextRunLeavesAllWell(shop);
            assertThat(log("raw/orders")).contains("shop/raw.orders/0").doesNotContain("shop/raw.orders/1");
            assertThat(shop.rows("select count(*) from raw.orders")).containsExactly("206");

            reset(shop, "orders");
            theNextRunLeavesAllWell(shop);
            assertThat(log("raw/orders.3")).contains("shop/raw.orders/3");
        }
    }

    @Test
    void whatTheSourceCannotGiveAgainStays() {
        try (ShopProject shop = new ShopProject(folder)) {
            shop.run();
            shop.database().run("alter table orders rename to orders_old");
            assertThatThrownBy(() -> reset(shop, "customers", "orders"))
                    .isInstanceOfSatisfying(
                            AlluviumException.class,
                            problem -> assertThat(problem.problems())
                                    .singleElement()
                                    .satisfies(refused -> {
                                        assertThat(refused.code()).isEqualTo(ErrorCode.SOURCE_TABLE_MISSING);
                                        assertThat(refused.message())
                                                .isEqualTo("raw.orders stays, since it could not be loaded again:"
                                                        + " public.orders does not exist");
                                    }));
            assertThat(warehouse("raw/orders")).exists();
            assertThat(warehouse("raw/customers")).exists();
        }
    }

    @Test
    void aTableOfAnotherProjectIsLeftAlone() {
        try (ShopProject shop = new ShopProject(folder)) {
            shop.run();
            reset(shop, "orders");
            shop.run();
            String settings = text(folder.resolve("project.conf"));
            shop.write("project.conf", settings.replace("project = shop", "project = other"));
            assertThatThrownBy(() -> reset(shop, "orders"))
                    .isInstanceOfSatisfying(
                            AlluviumException.class,
                            problem -> assertThat(problem.problems())
                                    .singleElement()
                                    .satisfies(refused -> {
                                        assertThat(refused.code()).isEqualTo(ErrorCode.TABLE_FOREIGN);
                                        assertThat(refused.message())
                                                .isEqualTo("raw.orders does not belong to project other");
                                    }));
            assertThat(warehouse("raw/orders")).exists();
        }
    }
}
