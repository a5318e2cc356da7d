package io.alluvium.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.InputVersion;
import io.alluvium.domain.Layer;
import io.alluvium.domain.RunId;
import io.alluvium.domain.StepId;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.failure.ErrorCode;
import io.alluvium.model.Definition;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

    private static Intent.Batch batch(long number, String tableId) {
        return new Intent.Batch(number, number - 1, tableId, new RunId(7), position("{\"at\": " + number + "}"));
    }

    private static Position position(String json) {
        return new Position("toy", 3, json);
    }

    @Test
    void everyKindOfIntentComesBackAsItWasWritten() {
        List<Intent> intents = List.of(
                batch(1, "a"),
                new Intent.Batch(
                        2,
                        0,
                        "a",
                        new RunId(7),
                        position("{\"b\": [1, {\"ä\": \"\\\"\"}], \"a\": 4611686018427387904}")),
                new Intent.Publish(
                        10,
                        "a",
                        new RunId(8),
                        new StepId(ORDERS, Optional.of("2026-01")),
                        new Definition(
                                Map.of("sql", "select 1\n-- \"quoted\"", "strategy", "full", "value.min", "3"),
                                Map.of("description", "what it is")),
                        Map.of(ORDERS, new InputVersion("t", 3, 2))));
        intents.forEach(orders()::write);
        assertThat(orders().newestFirst("a").toList()).containsExactlyElementsOf(newestFirst(intents));
    }

    @Test
    void aBatchSaysWhoseItsPositionIs() throws IOException {
        orders().write(batch(3, "a"));

        assertThat(Files.readString(file("0000000000000000003.intent.json"))).isEqualToIgnoringWhitespace("""
                {"table_id": "a", "run": 7, "follows": 2,
                 "source_type": "toy", "position_version": 3, "position": {"at": 3}}
                """);
    }

    @Test
    void fieldsOfLaterVersionsAreLeftAlone() throws IOException {
        write("0000000000000000003.intent.json", """
                {"table_id": "a", "run": 7, "follows": 2, "priority": {"of": "tomorrow"},
                 "source_type": "toy", "position_version": 3, "position": {"at": 3}}
                """);

        assertThat(orders().newestFirst("a")).containsExactly(batch(3, "a"));
    }

    private Path file(String name) {
        return warehouse.resolve("_alluvium/shop/state/raw.orders").resolve(name);
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(file(name).getParent());
        Files.writeString(file(name), text);
    }

    @Test
    void windowsOfFormatOneAreTheFirstVersionOfPositions() throws IOException {
        String files = "{\"kind\": \"files\", \"replace\": false, \"files\": []}";
        String cursor = "{\"kind\": \"cursor\", \"lower\": \"2026-01-01\", \"snapshot\": \"s\", \"source\": \"i\"}";
        write("0000000000000000004.intent.json", "{\"table_id\": \"a\", \"run\": 7, \"window\": " + cursor + "}");
        write(
                "0000000000000000007.intent.json",
                "{\"table_id\": \"a\", \"run\": 8, \"follows\": 4, \"window\": " + files + "}");

        assertThat(orders().newestFirst("a"))
                .containsExactly(
                        new Intent.Batch(7, 4, "a", new RunId(8), new Position("files", 1, files)),
                        // Whoever wrote no number that a batch follows meant the one before.
                        new Intent.Batch(4, 3, "a", new RunId(7), new Position("postgres", 1, cursor)));
    }

    private static List<Intent> newestFirst(List<Intent> written) {
        List<Intent> reversed = new ArrayList<>(written);
        Collections.reverse(reversed);
        return reversed;
    }

    @Test
    void anIntentForAnotherTableIsNotSeen() {
        orders().write(batch(1, "old"));
        orders().write(batch(2, "new"));
        assertThat(orders().newestFirst("old").map(Intent::number)).containsExactly(1L);
        assertThat(orders().intent(OptionalLong.of(2), "old")).isEmpty();
        assertThat(orders().nextNumber()).isEqualTo(3);
    }

    @Test
    void anIntentIsNeverRewritten() {
        orders().write(batch(1, "a"));
        assertThatThrownBy(() -> orders().write(batch(1, "b")))
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining("another run wrote intent 1 of raw.orders");
        assertThat(orders().newestFirst("a")).hasSize(1);
    }

    @Test
    void ofManyWritersOfOneNumberExactlyOneWins() {
        Set<Integer> winners = new ConcurrentSkipListSet<>();
        IntStream.range(0, 64).parallel().forEach(i -> {
            try {
                orders().write(batch(1, "writer" + i));
                winners.add(i);
            } catch (AlluviumException e) {
                assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.LEASE_HELD);
            }
        });
        assertThat(winners).hasSize(1);
        assertThat(orders().newestFirst("writer" + winners.iterator().next())).hasSize(1);
    }

    @Test
    void anOutcomeIsSaidOnceAndBySomebody() throws IOException {
        Outcome first = new Outcome(OptionalLong.of(9), Optional.of("f1"), Duration.ofMillis(5));
        orders().write(batch(3, "a"), first);
        orders().write(batch(3, "a"), new Outcome(OptionalLong.empty(), Optional.of("f2"), Duration.ofMillis(7)));

        Outcome signed = first.by(new Outcome.Commit(0, "shop/raw.orders/0"));
        assertThat(orders().outcome(3)).contains(signed);
        assertThat(orders().newestOutcome()).contains(signed);
        assertThat(orders().outcome(4)).isEmpty();
        assertThat(Files.readString(file("0000000000000000003.outcome.json"))).contains("\"number\" : 3");
    }

    @Test
    void outcomesOfFormatOneAreRead() throws IOException {
        write("0000000000000000003.outcome.json", "{\"version\": 9, \"fingerprint\": \"f\", \"took_millis\": 5}");

        assertThat(orders().outcome(3))
                .contains(new Outcome(OptionalLong.of(9), Optional.of("f"), Duration.ofMillis(5)));
    }

    @Test
    void whatWasReachedIsKeptForOneDeltaTable() {
        orders().keep(32, "a", position("{\"all\": true}"));

        assertThat(orders().kept(32, "a")).contains(position("{\"all\": true}"));
        assertThat(orders().kept(32, "b")).isEmpty();
        assertThat(orders().kept(31, "a")).isEmpty();
        assertThat(orders().nextNumber()).isEqualTo(1);
    }

    @Test
    void theFormatIsRaisedBeforeTheFirstThingIsWritten() throws IOException {
        Path format = warehouse.resolve("_alluvium/shop/state/format");
        Files.createDirectories(format.getParent());
        Files.writeString(format, "1");
        journal().lease(Duration.ZERO).close();
        assertThat(format).hasContent("1");

        orders().write(batch(1, "a"));

        assertThat(format).hasContent("3");
    }

    @Test
    void aDamagedIntentIsNamed() throws IOException {
        orders().write(batch(1, "a"));
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
        Files.writeString(warehouse.resolve("_alluvium/shop/state/format"), "4");
        assertThatThrownBy(this::journal)
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining("has format 4, this Alluvium knows 3");
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
