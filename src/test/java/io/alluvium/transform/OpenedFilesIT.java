package io.alluvium.transform;

import static io.alluvium.transform.RawHistory.RAW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.lake.LakeSession;
import io.alluvium.lake.TableChange;
import io.alluvium.lake.TableVersion;
import io.alluvium.model.Model;
import io.alluvium.model.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a raw log are opened, told by taking the others away. */
class OpenedFilesIT {
    private static final TableName CURATED = new TableName(Layer.CURATED, "events");
    private static final int BATCHES = 12;

    @TempDir
    Path folder;

    @TempDir
    Path aside;

    private LakeSession lake;
    private Optional<TableVersion> raw = Optional.empty();
    private Optional<TableVersion> curated = Optional.empty();
    private long number;
    private final List<Path> files = new ArrayList<>();

    @BeforeEach
    void tenKeysABatchInOrderOfTime() throws IOException {
        lake = SparkFixture.on(folder);
        for (long batch = 1; batch <= BATCHES; batch++) {
            List<Row> rows = new ArrayList<>();
            for (long key = 10 * batch; key < 10 * batch + 10; key++) {
                rows.add(version(key, at(batch, 0), batch, batch));
            }
            append(batch, rows);
        }
        apply(List.of("at"), Optional.empty());
    }

    private static Instant at(long hour, long minute) {
        return Instant.parse("2026-01-01T00:00:00Z").plusSeconds(3600 * hour + 60 * minute);
    }

    private static Row version(long id, Instant at, long amount, long batch) {
        return RowFactory.create(id, Timestamp.from(at), amount, batch);
    }

    private void append(long batch, List<Row> rows) throws IOException {
        SparkSession session = lake.session("load", Map.of());
        raw = Optional.of(lake.stage(
                        session,
                        RAW,
                        raw,
                        new TableChange.Append(session.createDataFrame(
                                        rows,
                                        StructType.fromDDL("id bigint, at timestamp, amount bigint, _batch bigint"))
                                .coalesce(1)),
                        RawHistory.mark("raw", batch, Map.of("delta.appendOnly", "true")))
                .commit());
        try (Stream<Path> there = Files.list(folder.resolve("raw/events"))) {
            there.filter(file -> file.toString().endsWith(".parquet") && !files.contains(file))
                    .forEach(files::add);
        }
        assertThat(files).hasSize((int) batch);
    }

    private void apply(List<String> sequence, Optional<Long> since) {
        Place place = new Place("curated/events.sql", 0);
        Model model = new Model(
                CURATED,
                place,
                "select id, amount from raw.events",
                new Strategy.Apply(sequence, Optional.empty()),
                List.of("id"),
                Optional.empty(),
                Map.of(),
                List.of(),
                List.of(new Model.Read(RAW, place)),
                Set.of());
        SparkSession session = lake.session("apply", Map.of(RAW, raw.orElseThrow()));
        Task task = new Task(
                model,
                curated,
                since.<Task.Extent>map(Task.Extent.Batches::new).orElseGet(Task.Extent.Whole::new),
                Optional.of(new Task.ChangeLog(List.of("id"), List.of())),
                List.of(),
                Map.of(),
                Instant.parse("2026-11-03T00:00:00Z"),
                RawHistory.mark("curated", ++number, Map.of()));
        curated = Optional.of(
                new Transformer(lake, 0).prepare(session, task).staged().commit());
    }

    /** All but these batches' files are away. */
    private void leave(Integer... batches) throws IOException {
        Set<Integer> kept = new TreeSet<>(List.of(batches));
        for (int batch = 1; batch <= files.size(); batch++) {
            Path file = files.get(batch - 1);
            Path away = aside.resolve(file.getFileName());
            if (kept.contains(batch) && Files.exists(away)) {
                Files.move(away, file);
            } else if (!kept.contains(batch) && Files.exists(file)) {
                Files.move(file, away);
            }
        }
    }

    private long amount(long id) {
        return lake.session("look", Map.of(CURATED, curated.orElseThrow()))
                .sql("select amount from curated.events where id = " + id)
                .head()
                .getLong(0);
    }

    @Test
    void aChangeInOrderOpensItsOwnFileAlone() throws IOException {
        append(BATCHES + 1, List.of(version(55, at(BATCHES + 1, 0), -1, BATCHES + 1)));
        leave(BATCHES + 1);

        apply(List.of("at"), Optional.of((long) BATCHES));

        assertThat(amount(55)).isEqualTo(-1);
    }

    @Test
    void withoutASequenceTheLaterBatchWinsAndNothingElseIsOpened() throws IOException {
        append(BATCHES + 1, List.of(version(55, at(1, 0), -1, BATCHES + 1)));
        leave(BATCHES + 1);

        apply(List.of(), Optional.of((long) BATCHES));

        assertThat(amount(55)).isEqualTo(-1);
    }

    @Test
    void aLateVersionOpensTheFilesThatCanHoldItsKey() throws IOException {
        append(
                BATCHES + 1,
                List.of(version(55, at(4, 30), -1, BATCHES + 1), version(77, at(BATCHES + 1, 0), -2, BATCHES + 1)));
        leave(BATCHES + 1);
        assertThatThrownBy(() -> apply(List.of("at"), Optional.of((long) BATCHES)))
                .rootCause()
                .hasMessageContaining(files.get(4).getFileName() + " does not exist");
        leave(5, BATCHES + 1);

        apply(List.of("at"), Optional.of((long) BATCHES));

        assertThat(amount(55)).isEqualTo(5);
        assertThat(amount(77)).isEqualTo(-2);
    }

    /** Statistics tell milliseconds: whether the older version is the later one only its file says. */
    @Test
    void aTieOfMillisecondsOpensTheFile() throws IOException {
        append(BATCHES + 1, List.of(version(55, at(5, 0).plusNanos(900_000), -1, BATCHES + 1)));
        leave(BATCHES + 1);

        assertThatThrownBy(() -> apply(List.of("at"), Optional.of((long) BATCHES)))
                .rootCause()
                .hasMessageContaining(files.get(4).getFileName() + " does not exist");
        leave(5, BATCHES + 1);
        apply(List.of("at"), Optional.of((long) BATCHES));

        assertThat(amount(55)).isEqualTo(-1);
    }
}
