package io.alluvium.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.InputVersion;
import io.alluvium.domain.KeyIntervals;
import io.alluvium.domain.Layer;
import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.domain.Window;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.model.Definition;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final TableName ORDERS = new TableName(Layer.RAW, "orders");

    @TempDir
    Path warehouse;

    private Journal journal() {
        return new Journal(Storage.at(warehouse.toUri()), "shop");
    }

    private TableJournal orders() {
        return journal().of(ORDERS);
    }

    private static Intent.Batch batch(long number, String tableId, Window window) {
        return new Intent.Batch(number, number - 1, tableId, new RunId(7), window);
    }

    private static Optional<Window.Subject> about(String column) {
        return Optional.of(new Window.Subject("\"public\".\"t\"", 4_000_000_000L, Optional.of(column)));
    }

    private static Window anyWindow() {
        return new Window.Snapshot("00000003-1", "42");
    }

    @Test
    void everyKindOfIntentComesBackAsItWasWritten() {
        List<Intent> intents = List.of(
                batch(
                        1,
                        "a",
                        new Window.Cursor(Optional.empty(), Optional.of("2026-01-01"), about("changed"), "s", "i")),
                batch(
                        2,
                        "a",
                        new Window.Cursor(Optional.of("2026-01-01"), Optional.empty(), about("changed"), "s", "i")),
                batch(3, "a", new Window.Snapshot("s", "i")),
                batch(
                        4,
                        "a",
                        new Window.Files(
                                List.of(new Window.SourceFile(
                                        "x/ä b.csv", 12, Instant.ofEpochMilli(1_700_000_000_123L))),
                                true)),
                batch(5, "a", new Window.Transactions(OptionalLong.empty(), 7L << 40, Optional.empty(), "s", "i")),
                batch(
                        6,
                        "a",
                        new Window.Transactions(
                                OptionalLong.of(12),
                                13,
                                Optional.of(new Window.Subject(
                                        "t", 9, Optional.empty(), List.of(7L, 12L), List.of(12L), Optional.of("-81"))),
                                "s",
                                "i")),
                batch(
                        7,
                        "a",
                        new Window.Identifiers(
                                Optional.empty(),
                                new Window.Identifiers.Bound(OptionalLong.empty(), 5),
                                new Window.Identifiers.Drawn(
                                        0, OptionalLong.empty(), Instant.ofEpochSecond(1, 123_456_000)),
                                about("id"),
                                "s",
                                "i")),
                batch(
                        8,
                        "a",
                        new Window.Identifiers(
                                Optional.of(new Window.Identifiers.Bound(OptionalLong.empty(), 5)),
                                new Window.Identifiers.Bound(OptionalLong.of(100), 6),
                                new Window.Identifiers.Drawn(120, OptionalLong.of(16_402), Instant.ofEpochSecond(2)),
                                about("id"),
                                "s",
                                "i")),
                batch(
                        9,
                        "a",
                        new Window.Snapshot(
                                "s",
                                "i",
                                Optional.of(new Window.Snapshot.Part(
                                        about("id").orElseThrow(),
                                        new KeyIntervals(
                                                "id",
                                                List.of(
                                                        new KeyIntervals.Interval(
                                                                Optional.empty(), Optional.of("ä \"b")),
                                                        new KeyIntervals.Interval(Optional.of("ö"), Optional.empty()))),
                                        3,
                                        64)))),
                new Intent.Publish(
                        10,
                        "a",
                        new RunId(8),
                        new Definition("select 1\n-- \"quoted\"", "FULL", Map.of("min", "3")),
                        Map.of(ORDERS, new InputVersion("t", 3, 2))));
        intents.forEach(orders()::write);
        assertThat(orders().newestFirst("a").toList()).containsExactlyElementsOf(newestFirst(intents));
    }

    @Test
    void anIntentFromBeforeBatchesSaidWhatTheyFollowFollowsTheOneBefore() throws IOException {
        Path file = warehouse.resolve("_alluvium/shop/state/raw.orders/%019d.intent.json".formatted(4));
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                {"table_id": "a", "run": 7, "window": {
                  "kind": "cursor", "lower": "2026-01-01", "snapshot": "s", "source": "i"}}
                """);

        assertThat(orders().newestFirst("a"))
                .containsExactly(new Intent.Batch(
                        4,
                        3,
                        "a",
                        new RunId(7),
                        new Window.Cursor(Optional.of("2026-01-01"), Optional.empty(), Optional.empty(), "s", "i")));
    }

    private static List<Intent> newestFirst(List<Intent> written) {
        List<Intent> reversed = new ArrayList<>(written);
        Collections.reverse(reversed);
        return reversed;
    }

    @Test
    void anIntentForAnotherTableIsNotSeen() {
        orders().write(batch(1, "old", anyWindow()));
        orders().write(batch(2, "new", anyWindow()));
        assertThat(orders().newestFirst("old").map(Intent::number)).containsExactly(1L);
        assertThat(orders().intent(OptionalLong.of(2), "old")).isEmpty();
        assertThat(orders().nextNumber()).isEqualTo(3);
    }

    @Test
    void anIntentIsNeverRewritten() {
        orders().write(batch(1, "a", anyWindow()));
        assertThatThrownBy(() -> orders().write(batch(1, "b", anyWindow())))
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining("another run wrote intent 1 of raw.orders");
        assertThat(orders().newestFirst("a")).hasSize(1);
    }

    @Test
    void ofManyWritersOfOneNumberExactlyOneWins() {
        Set<Integer> winners = new ConcurrentSkipListSet<>();
        IntStream.range(0, 64).parallel().forEach(i -> {
            try {
                orders().write(batch(1, "writer" + i, anyWindow()));
                winners.add(i);
            } catch (AlluviumException e) {
                assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.LEASE_HELD);
            }
        });
        assertThat(winners).hasSize(1);
        assertThat(orders().newestFirst("writer" + winners.iterator().next())).hasSize(1);
    }

    @Test
    void anOutcomeIsReplacedAndTheNewestIsFound() {
        orders().write(3, new Outcome(OptionalLong.empty(), Optional.of("f1"), Duration.ofMillis(5)));
        Outcome second = new Outcome(OptionalLong.of(9), Optional.of("f2"), Duration.ofMillis(7));
        orders().write(3, second);
        assertThat(orders().outcome(3)).contains(second);
        assertThat(orders().newestOutcome()).contains(second);
        assertThat(orders().outcome(4)).isEmpty();
    }

    @Test
    void aDamagedIntentIsNamed() throws IOException {
        orders().write(batch(1, "a", anyWindow()));
        Path file = Files.walk(warehouse)
                .filter(path -> path.toString().endsWith(".intent.json"))
                .findFirst()
                .orElseThrow();
        Files.writeString(file, "{\"table_id\": \"a\", \"window\": {}}");
        assertThatThrownBy(() -> orders().newestFirst("a").toList())
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining("ALV-5003")
                .hasMessageContaining(file.getFileName().toString());
    }

    @Test
    void stateOfANewerAlluviumIsRefused() throws IOException {
        Files.createDirectories(warehouse.resolve("_alluvium/shop/state"));
        Files.writeString(warehouse.resolve("_alluvium/shop/state/format"), "3");
        assertThatThrownBy(this::journal)
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining("has format 3, this Alluvium knows 2");
    }

    @Test
    void openingWritesNothing() {
        journal().of(ORDERS).nextNumber();
        assertThat(warehouse).isEmptyDirectory();
    }

    @Test
    void runsAreNumberedFromOneAndListedInOrder() {
        Journal journal = journal();
        IntStream.range(0, 11).forEach(i -> journal.nextRun());
        assertThat(journal.runs()).hasSize(11).isSorted().endsWith(new RunId(11));
    }

    @Test
    void aHeldLeaseIsRefusedWithItsHolderAndFreeAgainWhenClosed() {
        Journal journal = journal();
        try (Lease held = journal.lease(Duration.ZERO)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> journal.lease(Duration.ZERO))
                    .isInstanceOf(AlluviumException.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid() + " since 20");
        }
        journal.lease(Duration.ZERO).close();
    }
}
