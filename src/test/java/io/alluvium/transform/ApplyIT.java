package io.alluvium.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.RunId;
import io.alluvium.domain.TableName;
import io.alluvium.failure.AlluviumException;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.lake.CommitMark;
import io.alluvium.lake.LakeSession;
import io.alluvium.lake.TableChange;
import io.alluvium.lake.TableVersion;
import io.alluvium.model.Model;
import io.alluvium.model.Strategy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApplyIT {
    private static final TableName RAW = new TableName(Layer.RAW, "events");
    private static final TableName CURATED = new TableName(Layer.CURATED, "events");
    private static final StructType LOG = StructType.fromDDL(
            "id bigint, region string, seq bigint, gone boolean, amount bigint, _batch bigint, _source_version bigint");

    @TempDir
    Path folder;

    private LakeSession lake;
    private Optional<TableVersion> raw = Optional.empty();
    private Optional<TableVersion> curated = Optional.empty();
    private long number;

    private record Version(long id, String region, @Nullable Long seq, boolean gone, long amount, long sourceVersion) {}

    @BeforeEach
    void open() {
        lake = SparkFixture.on(folder);
    }

    private static Model model(String sql, List<String> key, Optional<String> deleteWhen, Set<String> parameters) {
        Place place = new Place("curated/events.sql", 0);
        return new Model(
                CURATED,
                place,
                sql,
                new Strategy.Apply(List.of("seq"), deleteWhen),
                key,
                Optional.empty(),
                Map.of(),
                List.of(),
                List.of(new Model.Read(RAW, place)),
                parameters);
    }

    private static Model selection() {
        return model(
                "select e.id as event_id, region, amount + :extra as amount from raw.events e where amount >= 20",
                List.of("event_id", "region"),
                Optional.of("gone"),
                Set.of("extra"));
    }

    private void append(long batch, List<Version> versions) {
        SparkSession session = lake.session("load", Map.of());
        List<Row> rows = versions.stream()
                .map(v -> RowFactory.create(v.id, v.region, v.seq, v.gone, v.amount, batch, v.sourceVersion))
                .toList();
        raw = Optional.of(lake.stage(
                        session,
                        RAW,
                        raw,
                        new TableChange.Append(session.createDataFrame(rows, LOG)),
                        mark("raw", batch, Map.of("delta.appendOnly", "true")))
                .commit());
    }

    private static CommitMark mark(String writer, long number, Map<String, String> more) {
        Map<String, String> properties = new TreeMap<>(more);
        properties.put("alluvium.project", "test");
        return new CommitMark(
                writer, number, "id-of-" + writer, new RunId(1), Map.of(), properties, Optional.empty(), Map.of());
    }

    private void apply(Model model, Optional<Long> since) {
        SparkSession session = lake.session("apply", Map.of(RAW, raw.orElseThrow()));
        Task task = new Task(
                model,
                curated,
                since.<Task.Extent>map(Task.Extent.Batches::new).orElseGet(Task.Extent.Whole::new),
                Optional.of(new Task.ChangeLog(List.of("id", "region"), List.of())),
                List.of(),
                model.parameters().isEmpty() ? Map.of() : Map.of("extra", 1000L),
                Instant.parse("2026-11-03T00:00:00Z"),
                mark("curated", ++number, Map.of()));
        curated = Optional.of(
                new Transformer(lake).prepare(session, task).staged().commit());
    }

    private Set<List<Object>> table() {
        Dataset<Row> rows = lake.session("look", Map.of(CURATED, curated.orElseThrow()))
                .sql("select event_id, region, amount from curated.events");
        Set<List<Object>> found = new TreeSet<>(Comparator.comparing(Object::toString));
        rows.collectAsList().forEach(row -> {
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < row.size(); i++) {
                values.add(row.get(i));
            }
            assertThat(found.add(values)).as("each key once").isTrue();
        });
        return found;
    }

    /** The same answer by plain Java: last by sequence, then batch, then source version; deleted ones left out. */
    private static Set<List<Object>> expected(Map<Long, List<Version>> batches) {
        record Arrived(long batch, Version version) {}
        Comparator<Arrived> order = Comparator.comparing(
                        (Arrived a) -> a.version.seq, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(Arrived::batch)
                .thenComparing(a -> a.version.sourceVersion);
        Map<List<Object>, Arrived> last = new java.util.HashMap<>();
        batches.forEach((batch, versions) -> versions.forEach(version -> last.merge(
                List.of(version.id, version.region),
                new Arrived(batch, version),
                (a, b) -> order.compare(a, b) >= 0 ? a : b)));
        Set<List<Object>> rows = new TreeSet<>(Comparator.comparing(Object::toString));
        last.values().stream()
                .map(Arrived::version)
                .filter(version -> !version.gone && version.amount >= 20)
                .forEach(version -> rows.add(List.of(version.id, version.region, version.amount + 1000)));
        return rows;
    }

    private static @Nullable Long sequence(Random random) {
        return random.nextInt(12) == 0 ? null : Long.valueOf(random.nextInt(50));
    }

    private static List<Version> randomVersions(Random random, int count) {
        List<Version> versions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            versions.add(new Version(
                    random.nextInt(15),
                    random.nextBoolean() ? "north" : "south",
                    sequence(random),
                    random.nextInt(5) == 0,
                    random.nextInt(100),
                    i));
        }
        return versions;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverTheOrderOfArrivalIncrementsEqualTheOracleAndARebuild(long seed) {
        Random random = new Random(seed);
        List<Version> versions = randomVersions(random, 90);
        Collections.shuffle(versions, random);
        Map<Long, List<Version>> batches = new TreeMap<>();
        long seen = 0;
        for (long batch = 1; batch <= 4; batch++) {
            List<Version> arriving =
                    versions.subList((int) (batch - 1) * versions.size() / 4, (int) batch * versions.size() / 4);
            batches.put(batch, arriving);
            append(batch, arriving);
            apply(selection(), batch == 1 ? Optional.empty() : Optional.of(seen));
            seen = batch;
            assertThat(table()).isEqualTo(expected(batches));
        }
        apply(selection(), Optional.empty());
        assertThat(table()).isEqualTo(expected(batches));
    }

    @Test
    void aLateUpdateAfterADeleteDoesNotResurrectTheRow() {
        append(1, List.of(new Version(1, "north", 10L, false, 50, 1), new Version(2, "north", 10L, false, 60, 2)));
        apply(selection(), Optional.empty());
        append(2, List.of(new Version(1, "north", 30L, true, 50, 3)));
        apply(selection(), Optional.of(1L));
        append(3, List.of(new Version(1, "north", 20L, false, 70, 4)));
        apply(selection(), Optional.of(2L));
        assertThat(table()).containsExactly(List.of(2L, "north", 1060L));
    }

    @Test
    void aRowWhoseNewestVersionIsFilteredOutLeavesTheTable() {
        append(1, List.of(new Version(1, "north", 1L, false, 50, 1)));
        apply(selection(), Optional.empty());
        append(2, List.of(new Version(1, "north", 2L, false, 5, 2)));
        apply(selection(), Optional.of(1L));
        assertThat(table()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select id, region, count(*) as n from raw.events group by id, region",
                "select distinct id, region from raw.events",
                "select id, region, row_number() over (order by id) as n from raw.events",
                "select id, region from raw.events order by id limit 3",
                "select id, region from raw.events where id in (select max(id) from raw.events)",
                "select id, region, explode(array(1, 2)) as n from raw.events"
            })
    void whatIsMoreThanASelectionIsRefused(String sql) {
        append(1, List.of(new Version(1, "north", 1L, false, 50, 1)));
        assertThatThrownBy(() -> apply(model(sql, List.of(), Optional.empty(), Set.of()), Optional.empty()))
                .isInstanceOf(AlluviumException.class)
                .hasMessageContaining("ALV-2011: curated.events cannot be kept by strategy = apply");
    }

    @Test
    void aKeyThatIsNotSelectedUnchangedIsRefused() {
        append(1, List.of(new Version(1, "north", 1L, false, 50, 1)));
        Model changed = model("select id + 1 as id, region from raw.events", List.of("id"), Optional.empty(), Set.of());
        assertThatThrownBy(() -> apply(changed, Optional.empty()))
                .hasMessageContaining("its key column id is not in the SELECT as it is in the raw table");
        Model left = model("select id from raw.events", List.of(), Optional.empty(), Set.of());
        assertThatThrownBy(() -> apply(left, Optional.empty())).hasMessageContaining("its key column region");
    }

    @Test
    void anUnknownColumnIsNamedWithItsLineAndTheNearestOne() {
        append(1, List.of(new Version(1, "north", 1L, false, 50, 1)));
        Model wrong = model("select id, region,\n  amuont\nfrom raw.events", List.of(), Optional.empty(), Set.of());
        assertThatThrownBy(() -> apply(wrong, Optional.empty())).isInstanceOfSatisfying(AlluviumException.class, e -> {
            assertThat(e).hasMessageContaining("ALV-2007").hasMessageContaining("amuont");
            assertThat(e.problems().get(0).place()).contains(new Place("curated/events.sql", 2));
            assertThat(e.problems().get(0).suggestion()).contains("amount");
        });
    }

    /** Earlier loads told floats by their bits: both letters of one key stand in one batch of such logs. */
    @Test
    void ofTheVersionsOfOneBatchTheOneThatIsThereComesAfterTheOneThatIsGone() {
        StructType log = StructType.fromDDL("k double, v string, _batch bigint, _op string");
        for (List<String> letters : List.of(List.of("I", "D"), List.of("D", "I"))) {
            List<Row> rows = List.of(
                    RowFactory.create(0.0, "first", 1L, "I"),
                    RowFactory.create(letters.get(0).equals("I") ? -0.0 : 0.0, letters.get(0), 2L, letters.get(0)),
                    RowFactory.create(letters.get(1).equals("I") ? -0.0 : 0.0, letters.get(1), 2L, letters.get(1)),
                    RowFactory.create(7.0, "gone", 1L, "I"),
                    RowFactory.create(7.0, "gone", 2L, "D"));
            Dataset<Row> current = new CurrentRows(List.of("k"), List.of(), Optional.empty())
                    .of(lake.session("look", Map.of()).createDataFrame(rows, log));
            assertThat(current.select("v").collectAsList())
                    .extracting(row -> row.getString(0))
                    .containsExactly("I");
        }
    }
}
