package io.alluvium.transform;

import static io.alluvium.transform.RawHistory.RAW;
import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.Layer;
import io.alluvium.domain.Place;
import io.alluvium.domain.TableName;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.lake.LakeSession;
import io.alluvium.lake.TableVersion;
import io.alluvium.model.Model;
import io.alluvium.model.Strategy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The history of seeded logs, kept batch by batch, held against PostgreSQL at every moment at which one of its versions begins. */
class HistoryRowsIT {
    private static final int BATCHES = Boolean.getBoolean("alluvium.histories.all") ? 10 : 4;
    private static final List<String> KEY = List.of("event_id", "region");

    @TempDir
    Path folder;

    private LakeSession lake;
    private PostgresFixture database;
    private final Map<TableName, TableVersion> tables = new HashMap<>();

    @BeforeEach
    void open() {
        lake = SparkFixture.on(folder);
        database = PostgresFixture.fresh();
        database.run("create table history (id bigint, region text, size bigint, amount bigint, since timestamptz,"
                + " until timestamptz)");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Model model(List<String> sequence, List<String> tracked) {
        Place place = new Place("curated/events.sql", 0);
        return new Model(
                new TableName(Layer.CURATED, tracked.isEmpty() ? "events" : "sizes"),
                place,
                "select e.id as event_id, region, amount div 30 as size, amount from raw.events e where amount >= 20",
                new Strategy.Apply(
                        sequence,
                        Optional.of("gone"),
                        Optional.of(new Strategy.History(tracked, "valid_from", "valid_to"))),
                KEY,
                Optional.empty(),
                Map.of(),
                List.of(),
                List.of(new Model.Read(RAW, place)),
                Set.of());
    }

    /** The keys that the last batch touches, from those files alone that can hold them. */
    private void apply(RawHistory log, Model model) {
        Optional<TableVersion> base = Optional.ofNullable(tables.get(model.name()));
        Task task = new Task(
                model,
                base,
                base.isPresent() ? new Task.Extent.Batches(log.batch() - 1) : new Task.Extent.Whole(),
                Optional.of(new Task.ChangeLog(List.of("id", "region"), List.of())),
                List.of(),
                Map.of(),
                Instant.parse("2026-11-03T00:00:00Z"),
                RawHistory.mark("curated", log.batch(), Map.of()));
        tables.put(
                model.name(),
                new Transformer(lake, 0)
                        .prepare(lake.session("history", Map.of(RAW, log.raw())), task)
                        .staged()
                        .commit());
    }

    /** Gives PostgreSQL what the table holds. */
    private void tell(TableName table) {
        database.run("truncate history");
        database.run(
                lake.session("look", Map.of(table, tables.get(table))).table(table.toString()).collectAsList().stream()
                        .map(row -> "(" + row.get(0) + "," + text(row.get(1)) + "," + row.get(2) + "," + row.get(3)
                                + "," + text(row.get(4)) + "," + text(row.get(5)) + ")")
                        .collect(Collectors.joining(",", "insert into history values ", "")));
    }

    private static String text(@Nullable Object value) {
        return value == null
                ? "null"
                : "'" + (value instanceof java.sql.Timestamp time ? time.toInstant() : value) + "'";
    }

    /** Each version with the moment at which it began, and its place from the last. */
    private static String begun(String time, String order) {
        return """
                with own as (select *, case when _op is not distinct from 'D' and (%1$s is null or %1$s <= lag(%1$s) over line)
                    then _loaded_at else %1$s end as moment
                  from log window line as (partition by id, region order by %2$s)),
                told as (select *, coalesce(moment, least(_loaded_at,
                    min(moment) over (line rows between current row and unbounded following))) as known
                  from own window line as (partition by id, region order by %2$s)),
                begun as (select *, max(known) over (line rows unbounded preceding) as since,
                    row_number() over line as place
                  from told window line as (partition by id, region order by %2$s)),
                current as (select distinct on (id, region, since) *, case when _op is distinct from 'D' and not coalesce(gone, false)
                    and amount >= 20 then amount end as value
                  from begun order by id, region, since, place desc)
                """.formatted(time, order);
    }

    private String count(String begun, String query) {
        return database.texts(begun + " select count(*) from " + query).get(0);
    }

    /** One of them in CI, all in the soak. */
    static Stream<Arguments> logs() {
        return Stream.of(
                        Arguments.of(12L, "at turn", "at", "at nulls first, turn nulls first, _batch, _source_version"),
                        Arguments.of(11L, "at", "at", "at nulls first, _batch, _source_version"),
                        Arguments.of(13L, "", "_loaded_at", "_batch, _source_version"),
                        Arguments.of(14L, "turn", "_loaded_at", "turn nulls first, _batch, _source_version"))
                .limit(Boolean.getBoolean("alluvium.histories.all") ? 4 : 1);
    }

    @ParameterizedTest
    @MethodSource("logs")
    void atEveryMomentTheHistoryHasTheRowThatWasCurrent(long seed, String sequenceBy, String time, String order) {
        List<String> sequence = sequenceBy.isEmpty() ? List.of() : List.of(sequenceBy.split(" "));
        RawHistory log = new RawHistory(lake, database, seed, Map.of());
        String begun = begun(time, order);
        int ended = 0;
        for (int batch = 1; batch <= BATCHES; batch++) {
            log.append();
            for (boolean tracksSize : List.of(false, true)) {
                Model model = model(sequence, tracksSize ? List.of("size") : List.of());
                apply(log, model);
                tell(model.name());
                String same = "h.id is not distinct from c.id and h.region is not distinct from c.region";
                String holds = same + " and h.since <= c.since and (h.until is null or c.since < h.until)";
                String differs =
                        tracksSize ? "h.size is distinct from c.value / 30" : "h.amount is distinct from c.value";
                assertThat(count(begun, "current c left join history h on " + holds + " where " + differs))
                        .as("moments at which another row is told, seed %d", seed)
                        .isEqualTo("0");
                assertThat(count(
                                begun,
                                "current c join history h on " + same + " where h.until is null and c.since ="
                                        + " (select max(l.since) from current l where l.id is not distinct from c.id and l.region"
                                        + " is not distinct from c.region) and h.amount is distinct from c.value"))
                        .as("current rows that are not scd1's")
                        .isEqualTo("0");
                assertThat(count(begun, "history h where h.until <= h.since"))
                        .as("empty intervals")
                        .isEqualTo("0");
                String other =
                        "h.id is not distinct from o.id and h.region is not distinct from o.region and h.ctid <> o.ctid";
                assertThat(
                                count(
                                        begun,
                                        "history h join history o on " + other
                                                + " where h.since < coalesce(o.until, 'infinity') and o.since < coalesce(h.until, 'infinity')"))
                        .as("overlaps")
                        .isEqualTo("0");
                assertThat(count(
                                begun,
                                "history h join history o on " + other + " where h.until = o.since and "
                                        + (tracksSize ? "h.size = o.size" : "h.amount = o.amount")))
                        .as("neighbours that are equal")
                        .isEqualTo("0");
                assertThat(count(
                                begun,
                                "history h where not exists (select from current c where " + same
                                        + " and c.since = h.since)"))
                        .as("beginnings that no version has")
                        .isEqualTo("0");
                ended += Integer.parseInt(database.texts("select count(*) from history where until is not null")
                        .get(0));
            }
            if (batch == 2) {
                log.optimize();
            }
        }
        assertThat(ended).as("intervals that ended").isPositive();
    }
}
