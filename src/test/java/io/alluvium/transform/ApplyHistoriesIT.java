package io.alluvium.transform;

import static io.alluvium.transform.RawHistory.RAW;
import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.lake.LakeSession;
import io.alluvium.lake.PinnedFile;
import io.alluvium.lake.PinnedFiles;
import io.alluvium.lake.TableVersion;
import io.alluvium.model.Model;
import io.alluvium.model.Strategy;
import io.alluvium.raw.RawColumns;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Seeded histories applied batch by batch, held against PostgreSQL's own SQL over the same log. */
class ApplyHistoriesIT {
    private static final TableName CURATED = new TableName(Layer.CURATED, "events");
    private static final int BATCHES = 8;
    private static final String DELETED = "_op is not distinct from 'D' or coalesce(gone, false)";

    @TempDir
    Path folder;

    private LakeSession lake;
    private PostgresFixture database;
    private Optional<TableVersion> curated = Optional.empty();
    private long number;

    @BeforeEach
    void open() {
        lake = SparkFixture.on(folder);
        database = PostgresFixture.fresh();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Model model(List<String> sequence) {
        Place place = new Place("curated/events.sql", 0);
        return new Model(
                CURATED,
                place,
                "select e.id as event_id, region, amount + 1000 as amount from raw.events e where amount >= 20",
                new Strategy.Apply(sequence, Optional.of("gone")),
                List.of("event_id", "region"),
                Optional.empty(),
                Map.of(),
                List.of(),
                List.of(new Model.Read(RAW, place)),
                Set.of());
    }

    private void apply(RawHistory history, Model model, Optional<Long> since) {
        SparkSession session = lake.session("apply", Map.of(RAW, history.raw()));
        Task task = new Task(
                model,
                curated,
                since.<Task.Extent>map(Task.Extent.Batches::new).orElseGet(Task.Extent.Whole::new),
                Optional.of(new Task.ChangeLog(List.of("id", "region"), List.of())),
                List.of(),
                Map.of(),
                Instant.parse("2026-11-03T00:00:00Z"),
                RawHistory.mark("curated", ++number, Map.of()));
        curated = Optional.of(
                new Transformer(lake, 0).prepare(session, task).staged().commit());
    }

    private List<String> table() {
        return lake
                .session("look", Map.of(CURATED, curated.orElseThrow()))
                .sql("select concat_ws(' ', coalesce(cast(event_id as string), '-'), coalesce(region, '-'), amount)"
                        + " from curated.events")
                .collectAsList()
                .stream()
                .map(row -> row.getString(0))
                .sorted()
                .toList();
    }

    /** @param order of the last version first, without the arrival that decides among equals */
    private List<String> expected(String log, String order) {
        return database
                .texts("select concat_ws(' ', coalesce(id::text, '-'), coalesce(region, '-'), amount + 1000) from ("
                        + "select *, row_number() over (partition by id, region order by " + order + ") as place from "
                        + log
                        + ") versions where place = 1 and not (" + DELETED + ") and amount >= 20")
                .stream()
                .sorted()
                .toList();
    }

    /** @param mostKeys how many late keys are looked at one by one */
    private List<PinnedFile> filesToRead(PinnedFiles files, List<String> sequence, long since, int mostKeys) {
        NeededVersions needed = new NeededVersions(
                files,
                since,
                List.of("id", "region"),
                sequence,
                sequence.contains("code") ? sequence : List.of(),
                mostKeys);
        Dataset<Row> fresh =
                needed.freshFiles().where(functions.col(RawColumns.BATCH).gt(since));
        return needed.files(fresh);
    }

    /** One of them in CI, all in the soak. */
    static Stream<Arguments> logs() {
        return Stream.of(
                        Arguments.of(2L, "at turn", "at desc nulls last, turn desc nulls last"),
                        Arguments.of(1L, "at", "at desc nulls last"),
                        Arguments.of(3L, "", ""),
                        Arguments.of(4L, "code", "code collate \"C\" desc nulls last"),
                        Arguments.of(5L, "turn", "turn desc nulls last"))
                .limit(Boolean.getBoolean("alluvium.histories.all") ? 5 : 1);
    }

    @ParameterizedTest
    @MethodSource("logs")
    void incrementsEqualTheDatabasesAnswer(long seed, String sequenceBy, String order) {
        List<String> sequence = sequenceBy.isEmpty() ? List.of() : List.of(sequenceBy.split(" "));
        String by = order.isEmpty() ? "" : order + ", ";
        // Then nothing tells of which batch a file is.
        boolean hasStatistics = !sequence.equals(List.of("turn"));
        Map<String, String> properties = hasStatistics ? Map.of() : Map.of("delta.dataSkippingNumIndexedCols", "2");
        RawHistory history = new RawHistory(lake, database, seed, properties);
        Set<String> caught = new TreeSet<>();
        int read = 0;
        int files = 0;
        for (int batch = 1; batch <= BATCHES; batch++) {
            history.append();
            apply(history, model(sequence), batch == 1 ? Optional.empty() : Optional.of(batch - 1L));
            List<String> table = table();
            assertThat(table)
                    .as("seed %d, batch %d", seed, batch)
                    .isEqualTo(expected("log", by + "_batch desc, _source_version desc"));
            if (!table.equals(expected("log", by + "_batch, _source_version desc"))) {
                caught.add("a tie of the sequence goes to the earlier batch");
            }
            String forgetful =
                    "(select * from log where _batch = " + batch + " or _op is distinct from 'D') as forgetful";
            if (!table.equals(expected(forgetful, by + "_batch desc, _source_version desc"))) {
                caught.add("a deletion of an earlier batch is forgotten");
            }
            if (!table.equals(expected("log", "_batch desc, " + by + "_source_version desc"))) {
                caught.add("the later batch wins");
            }
            if (batch > 1) {
                PinnedFiles pinned = PinnedFiles.of(lake.session("look", Map.of(RAW, history.raw())), RAW)
                        .orElseThrow();
                List<PinnedFile> needed = filesToRead(pinned, sequence, batch - 1L, 2_000);
                assertThat(filesToRead(pinned, sequence, batch - 1L, 2))
                        .as("files that keys need, needed by their range too")
                        .containsAll(needed);
                read += needed.size();
                files += pinned.files().size();
            }
            if (batch == 4) {
                history.optimize();
            }
        }
        assertThat(caught).contains("a tie of the sequence goes to the earlier batch");
        if (!sequence.isEmpty()) {
            assertThat(caught).hasSize(3);
        }
        assertThat(read < files).as("%d files read of %d", read, files).isEqualTo(hasStatistics);
        apply(history, model(sequence), Optional.empty());
        assertThat(table()).isEqualTo(expected("log", by + "_batch desc, _source_version desc"));
    }
}
