package io.alluvium.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.Layer;
import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which table is the current one, by today's pointers and by the files of warehouses from before. */
class EpochsTest {
    private static final TableName ORDERS = new TableName(Layer.RAW, "orders");

    @TempDir
    Path warehouse;

    private Journal journal(String project) {
        return new Journal(Storage.at(warehouse.toUri()), project);
    }

    private Journal shop() {
        return journal("shop");
    }

    private Epochs orders() {
        return shop().of(ORDERS).epochs();
    }

    /** The epoch that was begun. */
    private static long begin(Epochs epochs, String tableId) {
        long next = epochs.next();
        epochs.begin(next, tableId, Instant.EPOCH);
        return next;
    }

    /** As the jar of format 1 wrote it when a reset moved a table away. */
    private void movedAway(long epoch, String tableId) throws IOException {
        Path file = warehouse.resolve("_alluvium/shop/state/raw.orders/%019d.reset.json".formatted(epoch));
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                {
                  "table_id" : "%s",
                  "at" : "2026-01-01T00:00:00Z"
                }
                """.formatted(tableId));
    }

    @Test
    void aTableThatWasNeverResetIsTheFirst() {
        assertThat(shop().currentEpoch(ORDERS)).isZero();
        assertThat(orders().writer("a")).isEqualTo("shop/raw.orders/0");
        assertThat(orders().previous()).isEmpty();
        assertThat(orders().next()).isEqualTo(1);
        assertThat(warehouse).isEmptyDirectory();
    }

    @Test
    void eachResetBeginsAnEpochWithAHistoryOfItsOwn() {
        assertThat(begin(orders(), "a")).isEqualTo(1);
        assertThat(shop().currentEpoch(ORDERS)).isEqualTo(1);
        assertThat(orders().writer("b")).isEqualTo("shop/raw.orders/1");
        assertThat(begin(orders(), "b")).isEqualTo(2);
        assertThat(orders().writer("c")).isEqualTo("shop/raw.orders/2");
        assertThat(orders().previous()).contains(new Epochs.Previous(1, "b"));
    }

    @Test
    void aNumberIsNeverGivenTwice() {
        orders().begin(4, "a", Instant.EPOCH);
        assertThat(orders().next()).isEqualTo(5);
        assertThatThrownBy(() -> orders().begin(4, "b", Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("epoch 4 of raw.orders was before");
    }

    @Test
    void thePointerIsThisFile() throws IOException {
        begin(orders(), "a");
        orders().begin(2, "b", Instant.ofEpochSecond(1));
        assertThat(Files.readString(warehouse.resolve("_alluvium/shop/state/raw.orders/epoch.json")))
                .isEqualTo("""
                {
                  "epoch" : 2,
                  "highest" : 2,
                  "ended" : [ {
                    "epoch" : 0,
                    "table_id" : "a",
                    "at" : "1970-01-01T00:00:00Z"
                  }, {
                    "epoch" : 1,
                    "table_id" : "b",
                    "at" : "1970-01-01T00:00:01Z"
                  } ]
                }
                """);
    }

    @Test
    void aResetThatIsTakenBackLeavesTheOldTableAndItsNumberIsNotGivenAgain() {
        begin(orders(), "a");
        orders().undo();
        assertThat(shop().currentEpoch(ORDERS)).isZero();
        assertThat(orders().writer("a")).isEqualTo("shop/raw.orders/0");
        assertThat(orders().previous()).isEmpty();
        assertThat(begin(orders(), "a")).isEqualTo(2);
        assertThat(begin(orders(), "b")).isEqualTo(3);
        orders().undo();
        assertThat(orders().writer("b")).isEqualTo("shop/raw.orders/2");
        orders().undo();
        assertThat(orders().writer("a")).isEqualTo("shop/raw.orders/0");
    }

    @Test
    void aTableInTheFirstFolderHasTheEpochThatItHadBeforeTablesStayed() throws IOException {
        movedAway(0, "a");
        assertThat(orders().writer("a")).isEqualTo("shop/raw.orders/0");
        assertThat(orders().writer("b")).isEqualTo("shop/raw.orders/1");
        movedAway(1, "b");
        assertThat(orders().writer("a")).isEqualTo("shop/raw.orders/0");
        assertThat(orders().writer("b")).isEqualTo("shop/raw.orders/1");
        assertThat(orders().writer("c")).isEqualTo("shop/raw.orders/2");
        assertThat(shop().currentEpoch(ORDERS)).isZero();
    }

    @Test
    void aNewEpochIsGreaterThanAllThatWereMovedAway() throws IOException {
        movedAway(0, "a");
        movedAway(4, "b");
        assertThat(begin(orders(), "c")).isEqualTo(6);
        assertThat(orders().writer("d")).isEqualTo("shop/raw.orders/6");
        orders().undo();
        assertThat(orders().writer("c")).isEqualTo("shop/raw.orders/5");
        assertThat(begin(orders(), "c")).isEqualTo(7);
    }

    @Test
    void theEpochOfAnotherProjectsTableIsKnown() {
        Journal reader = journal("reader");
        begin(shop().of(ORDERS).epochs(), "a");
        assertThat(reader.currentEpoch(ORDERS)).isEqualTo(1);
        begin(shop().of(ORDERS).epochs(), "b");
        assertThat(reader.currentEpoch(ORDERS)).isEqualTo(2);
    }

    @Test
    void aNameThatChangedHandsGoesOnAndAllSeeItAlike() {
        begin(shop().of(ORDERS).epochs(), "a");
        begin(shop().of(ORDERS).epochs(), "b");
        assertThat(begin(journal("other").of(ORDERS).epochs(), "c")).isEqualTo(3);
        for (String project : new String[] {"shop", "other", "third"}) {
            assertThat(journal(project).currentEpoch(ORDERS)).isEqualTo(3);
        }
    }

    @Test
    void aResetMakesTheStateOneThatAnOlderAlluviumRefuses() throws IOException {
        shop().lease(java.time.Duration.ZERO).close();
        Path format = warehouse.resolve("_alluvium/shop/state/format");
        assertThat(format).doesNotExist();
        begin(orders(), "a");
        assertThat(Files.readString(format)).isEqualTo("3");
        assertThat(shop().currentEpoch(ORDERS)).isEqualTo(1);
    }

    @Test
    void aResetIsNoIntentAndNoOutcome() {
        TableJournal journal = shop().of(ORDERS);
        journal.write(new Intent.Batch(1, 0, "a", new RunId(7), new Position("toy", 1, "{}")));
        begin(orders(), "a");
        assertThat(journal.nextNumber()).isEqualTo(2);
        assertThat(journal.newestFirst("a")).hasSize(1);
        assertThat(journal.newestOutcome()).isEmpty();
    }

    @Test
    void aDamagedPointerIsNamed() throws IOException {
        begin(orders(), "a");
        Path file = warehouse.resolve("_alluvium/shop/state/raw.orders/epoch.json");
        for (String text : new String[] {"", "{", "{\"epoch\": 1}", "{\"epoch\": 2, \"highest\": 1, \"ended\": []}"}) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> shop().currentEpoch(ORDERS))
                    .isInstanceOf(AlluviumException.class)
                    .hasMessageContaining("ALV-5003")
                    .hasMessageContaining(file.toString());
        }
    }
}
