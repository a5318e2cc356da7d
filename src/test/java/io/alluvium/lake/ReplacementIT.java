package io.alluvium.lake;

import static io.alluvium.lake.LakeTables.CURATED;
import static io.alluvium.lake.LakeTables.multiset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replaced rows, several a key, and replaced spans of time, against a list in memory. */
final class ReplacementIT {

    /** The column's name may be one under which Delta looks for what it knows of a row's file. */
    @ParameterizedTest
    @CsvSource({"1, note, true", "2, _metadata, true", "3, note, false"})
    void severalRowsOfAKeyAreReplacedTogether(long seed, String note, boolean isHeld, @TempDir Path folder) {
        SplittableRandom random = new SplittableRandom(seed);
        LakeTables tables = new LakeTables(folder);
        List<Row> model = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            Set<@Nullable Integer> keys = new HashSet<>();
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                @Nullable Integer key = random.nextInt(8) == 0 ? null : Integer.valueOf(random.nextInt(20));
                keys.add(key);
                for (int row = random.nextInt(4); row > 0; row--) {
                    rows.add(RowFactory.create(key, "round " + round + " row " + random.nextInt(3)));
                }
            }
            Staged.Effect expected = effect(model, rows, keys);
            Dataset<Row> few = tables.rows(
                    "id int", keys.stream().map(key -> RowFactory.create(key)).toList());
            Staged staged = tables.stage(
                    CURATED,
                    new TableChange.ReplaceKeys(
                            tables.rows("id int, " + note + " string", rows),
                            isHeld ? few : tables.notHeld(few),
                            List.of("id"),
                            TableChange.ReplaceKeys.Most.MANY));
            model.removeIf(row -> keys.contains((Integer) row.get(0)));
            model.addAll(rows);
            List<String> after = multiset(staged.tableAfter());
            assertThat(staged.effect()).isEqualTo(expected);
            staged.commit();

            assertThat(tables.stockContent(CURATED)).isEqualTo(lines(model)).isEqualTo(after);
        }
    }

    @Test
    void filesWhoseRowsAreNotCountedStayAsTheyAre(@TempDir Path folder) {
        LakeTables tables = new LakeTables(folder);
        String schema = "id int, note string";
        tables.commit(CURATED, new TableChange.ReplaceAll(tables.rows(schema, List.of(RowFactory.create(1, "ours")))));
        tables.session.conf().set("spark.databricks.delta.stats.collect", "false");
        tables.rows(schema, List.of(RowFactory.create(2, "theirs")))
                .write()
                .format("delta")
                .mode("append")
                .save(tables.lake.lake().path(CURATED).toString());
        tables.session.conf().unset("spark.databricks.delta.stats.collect");

        tables.commit(CURATED, replacing(tables, schema, 1));
        assertThat(tables.stockContent(CURATED)).containsExactly("[1,new]", "[2,theirs]");
        assertThatThrownBy(() -> tables.stage(CURATED, replacing(tables, schema, 2)))
                .hasMessageContaining("a data file has no row count in its statistics");
        assertThat(tables.stockContent(CURATED)).containsExactly("[1,new]", "[2,theirs]");
    }

    private static TableChange replacing(LakeTables tables, String schema, int id) {
        return new TableChange.ReplaceKeys(
                tables.rows(schema, List.of(RowFactory.create(id, "new"))),
                tables.rows("id int", List.of(RowFactory.create(id))),
                List.of("id"),
                TableChange.ReplaceKeys.Most.MANY);
    }

    private static Staged.Effect effect(List<Row> before, List<Row> rows, Set<@Nullable Integer> keys) {
        long inserted = 0;
        long updated = 0;
        long deleted = 0;
        for (Integer key : keys) {
            long old = count(before, key);
            long coming = count(rows, key);
            updated += Math.min(old, coming);
            inserted += Math.max(0, coming - old);
            deleted += Math.max(0, old - coming);
        }
        return new Staged.Effect(inserted, updated, deleted);
    }

    private static long count(List<Row> rows, @Nullable Integer key) {
        return rows.stream().filter(row -> Objects.equals(row.get(0), key)).count();
    }

    @ParameterizedTest
    @CsvSource({"date, note", "timestamp, note", "timestamp_ntz, note", "timestamp, _metadata"})
    void aSpanOfTimeIsReplacedAndNothingBesideIt(String type, String note, @TempDir Path folder) {
        LakeTables tables = new LakeTables(folder);
        String schema = "at " + type + ", " + note + " string";
        List<Row> first = new ArrayList<>();
        Map<String, Instant> times = new HashMap<>();
        for (int day = 1; day <= 9; day++) {
            Instant at = Instant.parse("2026-03-0" + day + "T00:00:00Z");
            times.put("day " + day, at);
            first.add(RowFactory.create(value(at, type), "day " + day));
        }
        first.add(RowFactory.create(null, "no day"));
        tables.commit(CURATED, new TableChange.ReplaceAll(tables.rows(schema, first)));
        Instant from = Instant.parse("2026-03-03T00:00:00Z");
        Instant to = Instant.parse("2026-03-06T00:00:00Z");
        Row fresh = RowFactory.create(value(from, type), "new");

        Staged staged = tables.stage(
                CURATED, new TableChange.ReplaceRange(tables.rows(schema, List.of(fresh)), "at", from, to));

        assertThat(staged.effect()).isEqualTo(new Staged.Effect(1, 0, 3));
        staged.commit();
        List<Row> expected = new ArrayList<>(first);
        expected.removeIf(row -> Optional.ofNullable(times.get(row.getString(1)))
                .filter(at -> !at.isBefore(from) && at.isBefore(to))
                .isPresent());
        expected.add(fresh);
        assertThat(tables.stockContent(CURATED)).isEqualTo(multiset(tables.rows(schema, expected)));
    }

    @Test
    void theLastMomentOfASpanBelongsToIt(@TempDir Path folder) {
        LakeTables tables = new LakeTables(folder);
        Instant to = Instant.parse("2026-03-06T00:00:00Z");
        List<Row> rows = List.of(RowFactory.create(to.minus(1, ChronoUnit.MICROS), "in"), RowFactory.create(to, "out"));
        tables.commit(CURATED, new TableChange.ReplaceAll(tables.rows("at timestamp, note string", rows)));

        tables.commit(
                CURATED,
                new TableChange.ReplaceRange(
                        tables.rows("at timestamp, note string", List.of()), "at", to.minus(1, ChronoUnit.HOURS), to));

        assertThat(tables.stockContent(CURATED)).hasSize(1).first().asString().endsWith("out]");
    }

    private static Object value(Instant at, String type) {
        return switch (type) {
            case "date" -> LocalDate.ofInstant(at, ZoneOffset.UTC);
            case "timestamp_ntz" -> LocalDateTime.ofInstant(at, ZoneOffset.UTC);
            default -> at;
        };
    }

    private static List<String> lines(List<Row> rows) {
        return rows.stream().map(Row::toString).sorted().toList();
    }
}
