package io.alluvium.lake;

import static io.alluvium.lake.LakeTables.CURATED;
import static io.alluvium.lake.LakeTables.multiset;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random rounds of changes on two tables: one by {@link TableChange.ReplaceKeys}, its twin by stock MERGE. */
final class UpsertIT {
    private static final List<String> KEY = List.of("region", "id");

    /** The last column's name may be one under which Delta looks for what it knows of a row's file. */
    @ParameterizedTest
    @CsvSource({"1, 5, note, true", "2, 2, _metadata, true", "3, 2, _METADATA, false", "4, 3, note, false"})
    void roundsOfChangesGiveWhatStockMergeGives(
            long seed, int rounds, String column, boolean isHeld, @TempDir Path folder) {
        SplittableRandom random = new SplittableRandom(seed);
        Twins twins = new Twins(new LakeTables(folder), folder.resolve("twin"), column, random);
        for (int round = 0; round < rounds; round++) {
            twins.round(round == 0 ? 300 : 1 + random.nextInt(60), round, isHeld);
        }
    }

    private static final class Twins {
        private final LakeTables tables;
        private final SparkSession session;
        private final SplittableRandom random;
        private final String twin;
        private final String ours;
        private final String note;
        private final String schema;

        /** The table as a plain map, the second oracle: key to row. */
        private final Map<List<Object>, Row> model = new HashMap<>();

        Twins(LakeTables tables, Path stock, String note, SplittableRandom random) {
            this.tables = tables;
            this.session = tables.session;
            this.random = random;
            this.twin = "delta.`" + stock + "`";
            this.ours = "delta.`" + tables.lake.lake().path(CURATED) + "`";
            this.note = note;
            this.schema = "region string, id int, price decimal(12,2), " + note + " string";
            session.sql("create table " + twin + " (" + schema + ") using delta tblproperties ("
                    + "'delta.enableChangeDataFeed'='true', 'delta.enableDeletionVectors'='" + note.equals("note")
                    + "')");
        }

        /** @param isHeld whether the driver may hold the keys; a query finds their rows otherwise */
        private void round(int size, int round, boolean isHeld) {
            Map<List<Object>, Row> rows = new LinkedHashMap<>();
            Map<List<Object>, Row> keys = new LinkedHashMap<>();
            for (int i = 0; i < size; i++) {
                List<Object> key = key();
                keys.put(key, RowFactory.create(key.toArray()));
                if (random.nextInt(4) > 0) {
                    rows.put(key, row(key, round));
                }
            }
            rows.keySet().retainAll(keys.keySet());
            Staged.Effect expected = expected(rows, keys);
            Dataset<Row> given = tables.rows(schema, new ArrayList<>(rows.values()));
            Dataset<Row> few = tables.rows("id int, region string", reversed(keys.values()));
            Dataset<Row> affected = isHeld ? few : tables.notHeld(few);

            Staged staged = tables.stage(CURATED, new TableChange.ReplaceKeys(given, affected, KEY));
            assertThat(staged.rowCount()).isEqualTo(rows.size());
            assertThat(staged.effect()).isEqualTo(expected);
            List<String> after = multiset(staged.tableAfter());
            TableVersion version = staged.commit();
            assertThat(version.version()).isEqualTo(round);

            long merged = merge(given, affected);
            List<String> content = tables.content(CURATED);
            assertThat(content).isEqualTo(multiset(session.table(twin)));
            assertThat(content).isEqualTo(sorted(model.values()));
            assertThat(content).isEqualTo(after);
            assertThat(tables.stockContent(CURATED)).isEqualTo(content);
            assertThat(feed(ours, round)).isEqualTo(feed(twin, merged));
            Optional<HeldChanges> held = tables.lake.heldChanges(version, round - 1);
            assertThat(held.isPresent()).isEqualTo(isHeld && note.equals("note") && round > 0);
            held.ifPresent(changes -> assertThat(weighed(changes)).isEqualTo(feed(ours, round)));
            assertThat(tables.lake.lake().current(CURATED)).contains(version);
        }

        /** Few regions and ids, so that keys come back; NULL is one of each. */
        private List<@Nullable Object> key() {
            List<@Nullable Object> key = new ArrayList<>();
            key.add(random.nextInt(5) == 0 ? null : "r" + random.nextInt(4));
            key.add(random.nextInt(12) == 0 ? null : random.nextInt(60));
            return Collections.unmodifiableList(key);
        }

        private Row row(List<Object> key, int round) {
            return RowFactory.create(
                    key.get(0),
                    key.get(1),
                    java.math.BigDecimal.valueOf(random.nextInt(100000), 2),
                    random.nextInt(5) == 0 ? null : "round " + round);
        }

        private static List<Row> reversed(Iterable<Row> keys) {
            List<Row> reversed = new ArrayList<>();
            keys.forEach(key -> reversed.add(RowFactory.create(key.get(1), key.get(0))));
            return reversed;
        }

        private Staged.Effect expected(Map<List<Object>, Row> rows, Map<List<Object>, Row> keys) {
            long inserted = 0;
            long updated = 0;
            long deleted = 0;
            for (List<Object> key : keys.keySet()) {
                boolean known = model.remove(key) != null;
                Row row = rows.get(key);
                if (row != null) {
                    model.put(key, row);
                }
                inserted += row != null && !known ? 1 : 0;
                updated += row != null && known ? 1 : 0;
                deleted += row == null && known ? 1 : 0;
            }
            return new Staged.Effect(inserted, updated, deleted);
        }

        private static List<String> sorted(Iterable<Row> rows) {
            List<String> lines = new ArrayList<>();
            rows.forEach(row -> lines.add(row.toString()));
            lines.sort(null);
            return lines;
        }

        /** @return the twin's version after it */
        private long merge(Dataset<Row> rows, Dataset<Row> keys) {
            rows.createOrReplaceTempView("given");
            keys.createOrReplaceTempView("affected");
            session.sql(
                    "merge into " + twin + " t using (select k.region kr, k.id ki, g.*, g.given is not null as kept "
                            + "from affected k left join (select *, true as given from given) g "
                            + "on k.region <=> g.region and k.id <=> g.id) s "
                            + "on t.region <=> s.kr and t.id <=> s.ki "
                            + "when matched and not kept then delete "
                            + "when matched then update set price = s.price, " + note + " = s." + note + " "
                            + "when not matched and kept then insert (region, id, price, " + note + ") "
                            + "values (s.kr, s.ki, s.price, s." + note + ")");
            return session.sql("describe history " + twin + " limit 1").first().getAs("version");
        }

        private List<String> weighed(HeldChanges changes) {
            assertThat(changes.schema().fieldNames()).containsExactly("region", "id", "price", note);
            Map<String, Integer> weights = new HashMap<>();
            changes.came().forEach(row -> weights.merge(row.mkString(","), 1, Integer::sum));
            changes.went().forEach(row -> weights.merge(row.mkString(","), -1, Integer::sum));
            return signed(weights);
        }

        /** A version's feed with equal inserts and deletes cancelled. */
        private List<String> feed(String table, long version) {
            Map<String, Integer> weights = new HashMap<>();
            session.read()
                    .format("delta")
                    .option("readChangeFeed", "true")
                    .option("startingVersion", version)
                    .option("endingVersion", version)
                    .load(table.substring("delta.`".length(), table.length() - 1))
                    .select("region", "id", "price", note, "_change_type")
                    .collectAsList()
                    .forEach(row -> {
                        String type = row.getString(4);
                        int weight = type.equals("insert") || type.equals("update_postimage") ? 1 : -1;
                        String values = row.get(0) + "," + row.get(1) + "," + row.get(2) + "," + row.get(3);
                        weights.merge(values, weight, Integer::sum);
                    });
            return signed(weights);
        }

        private static List<String> signed(Map<String, Integer> weights) {
            List<String> signed = new ArrayList<>();
            weights.forEach((values, weight) -> {
                if (weight != 0) {
                    signed.add(weight + " " + values);
                }
            });
            signed.sort(null);
            return signed;
        }
    }
}
