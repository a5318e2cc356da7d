package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.alluvium.domain.Layer;
import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.journal.Intent;
import io.alluvium.journal.Outcome;
import io.alluvium.journal.Position;
import io.alluvium.lake.CommitMark;
import io.alluvium.lake.TableVersion;
import io.alluvium.sources.SourceTypes;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a raw table of files has come to, after many batches of one file each, committed for real and without rows. */
class RawStateTest {
    private static final TableName LANDED = new TableName(Layer.RAW, "landed");
    private static final StructType SCHEMA = new StructType().add("id", "string");
    private static final String TABLE_ID = "0f8fad5b-d9cb-469f-a165-70867728950e";

    @TempDir
    Path folder;

    private Warehouse warehouse;

    @BeforeEach
    void open() {
        warehouse = Warehouse.of(Storage.at(folder.toUri()), "shop", SourceTypes.all());
    }

    private RawState state() {
        return RawState.of(new Glance(warehouse), LANDED);
    }

    /** One batch as a step does it: journalled, committed, told. */
    private void load(int file) {
        RawState state = state();
        Intent.Batch intent = begin(state, file);
        Optional<TableVersion> base = state.current();
        CommitMark mark = new CommitMark(
                warehouse.journal().of(LANDED).epochs().writer(TABLE_ID),
                intent.number(),
                TABLE_ID,
                new RunId(1),
                Map.of(),
                Map.of("alluvium.project", "shop"),
                Optional.empty(),
                Map.of());
        TableVersion made = warehouse.lake().append(LANDED, base, SCHEMA, mark).commit();
        settle(intent, OptionalLong.of(made.version()));
        state.keep(warehouse, intent);
    }

    private Intent.Batch begin(RawState state, int file) {
        Position position = new Position("files", 1, """
                {"kind": "files", "replace": false, "files": [
                  {"path": "f%03d.csv", "size": 1, "modified": "2026-01-01T00:00:00.123456789Z"}]}
                """.formatted(file));
        Intent.Batch intent = new Intent.Batch(state.nextNumber(), state.settled(), TABLE_ID, new RunId(1), position);
        warehouse.journal().of(LANDED).write(intent);
        return intent;
    }

    private void settle(Intent intent, OptionalLong version) {
        warehouse.journal().of(LANDED).write(intent, new Outcome(version, Optional.empty(), Duration.ZERO));
    }

    private TreeSet<Integer> reached() {
        TreeSet<Integer> files = new TreeSet<>();
        for (JsonNode file : state().known().reached().orElseThrow().content().path("files")) {
            files.add(Integer.parseInt(file.path("path").asText().substring(1, 4)));
        }
        return files;
    }

    private static List<Integer> upTo(int last) {
        return LongStream.rangeClosed(1, last).mapToObj(Math::toIntExact).toList();
    }

    private List<String> names(String of) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("_alluvium/shop/state/raw.landed/" + of))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatWasReachedIsKeptSoThatOldIntentsAreNotReadAgain() throws IOException {
        for (int file = 1; file <= 100; file++) {
            load(file);
        }
        assertThat(names("files"))
                .containsExactly("0000000000000000032.json", "0000000000000000064.json", "0000000000000000096.json");
        for (String intent : names("")) {
            if (intent.compareTo("0000000000000000096") < 0 && intent.endsWith(".intent.json")) {
                Files.writeString(
                        folder.resolve("_alluvium/shop/state/raw.landed").resolve(intent), "not read");
            }
        }

        assertThat(reached()).containsExactlyElementsOf(upTo(100));
        assertThat(state().unkept()).isEqualTo(4);
    }

    @Test
    void whatWasKeptAtABatchThatARestoreTookOutCountsNoMore() throws IOException {
        for (int file = 1; file <= 70; file++) {
            load(file);
        }
        // Version 49 is that of batch 50.
        restoreToVersion(49, 70);

        assertThat(reached()).containsExactlyElementsOf(upTo(50));
        load(71);
        List<Integer> after = new ArrayList<>(upTo(50));
        after.add(71);
        assertThat(reached()).containsExactlyElementsOf(after);
        assertThat(state().pending()).isEmpty();
    }

    /** As Delta writes it; no row is there that it could take out. */
    private void restoreToVersion(int version, int commit) throws IOException {
        Files.writeString(folder.resolve("raw/landed/_delta_log/%020d.json".formatted(commit)), """
                {"commitInfo":{"timestamp":1,"operation":"RESTORE","operationParameters":{"version":"%d"}}}
                """.formatted(version));
    }

    @Test
    void aCommitThatWasToldAndIsNotThereStopsTheTable() {
        load(1);
        Intent.Batch lost = begin(state(), 2);
        settle(lost, OptionalLong.of(1));

        assertThatThrownBy(this::state)
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining("ALV-5012")
                .hasMessageContaining(
                        "version 1 of raw.landed was committed under number 2, and the table does not have it");
    }

    @Test
    void aBatchWithoutAnythingNewIsSettledByItsOutcome() {
        load(1);
        settle(begin(state(), 2), OptionalLong.empty());

        assertThat(state().pending()).isEmpty();
        assertThat(reached()).containsExactly(1, 2);
    }
}
