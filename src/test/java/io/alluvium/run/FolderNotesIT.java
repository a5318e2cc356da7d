package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.Layer;
import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.fixture.S3Fixture;
import io.alluvium.fixture.StoreProxy;
import io.alluvium.journal.Intent;
import io.alluvium.journal.Lease;
import io.alluvium.journal.Outcome;
import io.alluvium.journal.Position;
import io.alluvium.lake.CommitMark;
import io.alluvium.lake.TableVersion;
import io.alluvium.sources.SourceTypes;
import io.alluvium.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept between runs saves requests, and never tells anything but what the store would have told. */
class FolderNotesIT {
    private static final int BATCHES = Integer.getInteger("alluvium.store.batches", 40);
    private static final int FILES_A_BATCH = 10;
    private static final TableName LANDED = new TableName(Layer.RAW, "landed");
    private static final StructType SCHEMA = new StructType().add("id", "string");

    private final S3Fixture bucket = S3Fixture.fresh();
    private final StoreProxy proxy = started();
    private final Storage warehouse =
            Storage.at(URI.create("s3a://" + bucket.bucket() + "/shop"), S3Fixture.settings(proxy.endpoint()));
    private final Storage log = warehouse.under("raw/landed/_delta_log");
    private final Storage project = warehouse.under("_alluvium/shop");
    private final String tableId = UUID.randomUUID().toString();

    private static StoreProxy started() {
        try {
            return StoreProxy.start(S3Fixture.endpoint());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
    }

    /** As another process would open it. */
    private Warehouse opened() {
        return Warehouse.of(warehouse, "shop", SourceTypes.all());
    }

    /** One batch as a step does it: journalled, committed, told. */
    private void load(Warehouse warehouse, String id) {
        RawState state = RawState.of(new Glance(warehouse), LANDED);
        Intent.Batch intent =
                new Intent.Batch(state.nextNumber(), state.settled(), id, new RunId(1), position(state.nextNumber()));
        warehouse.journal().of(LANDED).write(intent);
        CommitMark mark = new CommitMark(
                writer(warehouse, id),
                intent.number(),
                id,
                new RunId(1),
                Map.of(),
                Map.of("alluvium.project", "shop"),
                Optional.empty(),
                Map.of());
        TableVersion made =
                warehouse.lake().append(LANDED, state.current(), SCHEMA, mark).commit();
        settle(warehouse, intent, made.version());
        state.keep(warehouse, intent);
    }

    private static void settle(Warehouse warehouse, Intent intent, long version) {
        warehouse
                .journal()
                .of(LANDED)
                .write(intent, new Outcome(OptionalLong.of(version), Optional.empty(), Duration.ZERO));
    }

    private static String writer(Warehouse warehouse, String id) {
        return warehouse.journal().of(LANDED).epochs().writer(id);
    }

    private static Position position(long... batches) {
        String files = Arrays.stream(batches)
                .boxed()
                .flatMap(batch -> IntStream.range(0, FILES_A_BATCH).mapToObj(file -> """
                        {"path": "f%06d-%d.csv", "size": 1, "modified": "2026-01-01T00:00:00.123456789Z"}""".formatted(batch, file)))
                .collect(Collectors.joining(","));
        return new Position("files", 1, "{\"kind\": \"files\", \"replace\": false, \"files\": [" + files + "]}");
    }

    /** What a run finds, whether it likes it or not; it leaves its notes. */
    private String look() {
        Warehouse warehouse = opened();
        try (Lease lease = warehouse.journal().lease(Duration.ZERO)) {
            String found;
            try {
                found = RawState.of(new Glance(warehouse), LANDED).toString();
            } catch (AlluviumException e) {
                found = e.problems().get(0).code() + e.getMessage();
            }
            warehouse.journal().saveNotes();
            return found;
        }
    }

    /** With the notes that are there, which a run before this change may have made, and without any. */
    private String seenAlikeWithoutNotes(String after) {
        String with = look();
        try {
            project.delete("notes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(with).as(after).isEqualTo(look());
        return with;
    }

    private List<String> asked() {
        return proxy.taken().stream()
                .map(request -> request.method() + " " + URLDecoder.decode(request.target(), StandardCharsets.UTF_8))
                .filter(request -> request.contains("/raw.landed/") || request.contains("/raw/landed/"))
                .toList();
    }

    private String commit(long version) {
        return "%020d.json".formatted(version);
    }

    private static String foreign(String operation, String parameters) {
        return "{\"commitInfo\":{\"timestamp\":1,\"operation\":\"" + operation + "\",\"operationParameters\":"
                + parameters + "}}\n";
    }

    @Test
    void whateverHappensToATableIsSeenAsWithoutNotes() throws IOException {
        seenAlikeWithoutNotes("no table");
        for (int batch = 1; batch <= 3; batch++) {
            load(opened(), tableId);
            assertThat(seenAlikeWithoutNotes("batch " + batch)).contains("settled=" + batch);
        }
        for (int batch = 0; batch < 5; batch++) {
            load(opened(), tableId);
        }
        assertThat(seenAlikeWithoutNotes("five batches at once")).contains("settled=8");
        log.create(commit(8), foreign("OPTIMIZE", "{}") + "{\"txn\":{\"appId\":\"other\",\"version\":70}}\n");
        seenAlikeWithoutNotes("a foreign commit of rows");
        String last = log.read(commit(0))
                .orElseThrow()
                .lines()
                .filter(line -> line.startsWith("{\"metaData\""))
                .findFirst()
                .orElseThrow();
        log.create(
                commit(9),
                foreign("SET TBLPROPERTIES", "{}")
                        + last.replace("\"configuration\":{", "\"configuration\":{\"a\":\"b\",") + "\n");
        assertThat(seenAlikeWithoutNotes("a property")).contains("a=b");
        log.create(commit(10), foreign("RESTORE", "{\"version\":\"6\"}"));
        assertThat(seenAlikeWithoutNotes("a RESTORE")).contains("settled=7");
        log.create(commit(11), foreign("WRITE", "{}"));
        seenAlikeWithoutNotes("a commit after it");
        load(opened(), tableId);
        assertThat(seenAlikeWithoutNotes("a batch after it")).contains("settled=9");

        String ours = log.read(commit(12)).orElseThrow();
        log.replace(commit(12), foreign("WRITE", "{}"));
        assertThat(seenAlikeWithoutNotes("a commit that was overwritten")).startsWith("COMMIT_LOST");
        log.replace(commit(12), ours);
        seenAlikeWithoutNotes("the same put back");
        log.delete(commit(12));
        log.delete(commit(12).replace("json", "crc"));
        assertThat(seenAlikeWithoutNotes("a log that was put back from a copy")).startsWith("COMMIT_LOST");
        for (String name : log.list("")) {
            log.delete(name);
        }
        seenAlikeWithoutNotes("no log");
        load(opened(), UUID.randomUUID().toString());
        seenAlikeWithoutNotes("another table of the name");
    }

    @Test
    void notesThatAreLostDamagedOldOrOfAnotherAlluviumChangeNothing() throws IOException {
        load(opened(), tableId);
        look();
        String old = project.read("notes").orElseThrow();
        load(opened(), tableId);
        String expected = look();
        String now = project.read("notes").orElseThrow();
        assertThat(now).isNotEqualTo(old);
        List<UnaryOperator<String>> harms = List.of(
                text -> old,
                text -> "",
                text -> "no notes",
                text -> text.substring(0, text.length() / 2),
                text -> text.replace("alluvium.project", "alluvium.projecT"),
                text -> text.replaceFirst("notes-1", "notes-2"));
        for (UnaryOperator<String> harm : harms) {
            project.replace("notes", harm.apply(now));
            assertThat(look()).isEqualTo(expected);
            assertThat(project.read("notes")).contains(now);
        }
        asked();
        assertThat(look()).isEqualTo(expected);
        assertThat(asked()).as("the look after that").hasSize(2);
    }

    /** The table's last ten thousand batches, of a hundred thousand files, in the profile; fewer otherwise. */
    @Test
    void aLookAsksThriceWhateverTheAgeOfTheTable() throws Exception {
        load(opened(), tableId);
        age(writer(opened(), tableId));
        proxy.taken();
        String first = look();
        int before = asked().size();
        String second = look();
        List<String> after = asked();
        System.out.println(BATCHES + " batches: " + before + " requests without notes, with them " + after.size());
        assertThat(second).isEqualTo(first).contains("settled=" + BATCHES);
        assertThat(after).hasSizeLessThanOrEqualTo(3);

        Warehouse loading = opened();
        try (Lease lease = loading.journal().lease(Duration.ZERO)) {
            load(loading, tableId);
            loading.journal().saveNotes();
        }
        proxy.taken();
        assertThat(look()).contains("settled=" + (BATCHES + 1));
        assertThat(asked()).as("the first look after a batch").hasSizeLessThanOrEqualTo(4);
    }

    private void age(String writer) throws Exception {
        Warehouse direct = opened();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> written = Stream.iterate(2, batch -> batch <= BATCHES, batch -> batch + 1)
                .<Future<?>>map(batch -> threads.submit(() -> {
                    Intent.Batch intent =
                            new Intent.Batch(batch, batch - 1, tableId, new RunId(batch), position(batch));
                    direct.journal().of(LANDED).write(intent);
                    settle(direct, intent, batch - 1L);
                    if (batch % RawState.KEPT_TOGETHER == 0) {
                        boolean isLast = batch + RawState.KEPT_TOGETHER > BATCHES;
                        long[] reached = isLast
                                ? IntStream.rangeClosed(1, batch).asLongStream().toArray()
                                : new long[0];
                        direct.journal().of(LANDED).keep(batch, tableId, position(reached));
                    }
                    log.create(commit(batch - 1L), rows(writer, batch));
                    return null;
                }))
                .toList();
        for (Future<?> one : written) {
            one.get();
        }
        threads.shutdown();
    }

    private static String rows(String writer, int batch) {
        StringBuilder commit = new StringBuilder(foreign("WRITE", "{}"));
        commit.append("{\"txn\":{\"appId\":\"%s\",\"version\":%d}}\n".formatted(writer, batch));
        for (int file = 0; file < FILES_A_BATCH; file++) {
            commit.append("""
                    {"add":{"path":"part-%d-%d.parquet","partitionValues":{},"size":9,"modificationTime":1,"dataChange":true}}
                    """.formatted(batch, file));
        }
        return commit.toString();
    }
}
