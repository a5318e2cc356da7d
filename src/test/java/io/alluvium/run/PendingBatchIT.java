package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.report.StepRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run dies with batches begun, and the project is changed before the next one: nothing is lost, nothing comes twice. */
class PendingBatchIT {
    private static final Map<String, String> MODES = new TreeMap<>(Map.of(
            "cursor", "cursor = changed",
            "lookback", "cursor = changed, lookback = 1 hour",
            "xid", "mode = xid",
            "append", "mode = append, cursor = id",
            "snapshot", "mode = snapshot"));

    @TempDir
    Path folder;

    private PostgresFixture database;
    private ProjectFolder project;

    @BeforeEach
    void start() {
        project = new ProjectFolder(folder);
        database = PostgresFixture.fresh();
        database.run("create table events (id bigint generated always as identity primary key,"
                + " what text not null default 'event', made timestamptz not null default now(),"
                + " changed timestamptz not null default now())");
        insert(5);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private void insert(int rows) {
        database.run("insert into events select from generate_series(1, " + rows + ")");
    }

    private void configure(String... tables) {
        project.over(database, "", tables);
    }

    private void dieWithBatchesBegun() {
        project.runUntil(Boundary.INTENT_WRITTEN);
    }

    private int intents(String table) throws IOException {
        try (Stream<Path> files =
                Files.list(folder.resolve("warehouse/_alluvium/tested/state").resolve(table))) {
            return (int) files.filter(file -> file.toString().endsWith(".intent.json"))
                    .count();
        }
    }

    private List<String> versions(String table) {
        return project.rows("select id, _source_version from raw." + table + " order by all");
    }

    private List<String> current(String table) {
        return database.texts("select id || '|' || xmin from " + table + " order by id, xmin::text::bigint");
    }

    /** One raw table for each pair of modes: {@code cursor_xid} is begun with a cursor and goes on by transactions. */
    private static String[] tables(BinaryOperator<String> mode) {
        List<String> tables = new ArrayList<>();
        for (String begun : MODES.keySet()) {
            for (String now : MODES.keySet()) {
                tables.add("%s_%s { from = \"public.events\", key = [id], %s }"
                        .formatted(begun, now, MODES.getOrDefault(mode.apply(begun, now), "")));
            }
        }
        return tables.toArray(String[]::new);
    }

    @Test
    void whicheverModeWasBegunAndWhicheverGoesOn() throws IOException {
        // After a committed snapshot no other mode goes on at all.
        configure(tables((begun, now) -> begun.equals("snapshot") ? "cursor" : begun));
        project.runWell();
        insert(1);
        configure(tables((begun, now) -> begun));
        dieWithBatchesBegun();
        insert(1);
        configure(tables((begun, now) -> now));

        assertThat(project.runWell())
                .hasSize(25)
                .allSatisfy(step -> assertThat(step.changes().inserted())
                        .as(step.table().toString())
                        .isEqualTo(2));
        for (String begun : MODES.keySet()) {
            for (String now : MODES.keySet()) {
                assertThat(intents("raw." + begun + "_" + now))
                        .as(begun + ", then " + now)
                        .isEqualTo(kind(begun).equals(kind(now)) ? 2 : 3);
            }
        }
        insert(1);
        project.runWell();
        assertThat(project.rows(MODES.keySet().stream()
                        .flatMap(begun -> MODES.keySet().stream()
                                .map(now -> "select '%1$s_%2$s', count(*), count(distinct id) from raw.%1$s_%2$s"
                                        .formatted(begun, now)))
                        .collect(Collectors.joining(" union all "))))
                .hasSize(25)
                .allMatch(counts -> counts.endsWith("|8|8"));
    }

    /** Windows over a cursor are the same whoever states their bound. */
    private static String kind(String mode) {
        return mode.equals("lookback") ? "cursor" : mode;
    }

    /** The table has the same row twice, and no key. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "spark"})
    void whereverAReplacementDiesTheNextOneStandsForAllBefore(String engine) throws IOException {
        database.run("create table lines (what text, n int)", "insert into lines values ('a', 1), ('a', 1), (null, 2)");
        String[] tables = {"lines { from = lines, mode = replace }"};
        project.over(database, "engine = " + engine, tables);
        project.write("curated/lines.sql", "select what, n from raw.lines");
        project.runWell();
        assertThat(project.run().steps()).allMatch(step -> step.outcome() == StepRecord.Outcome.SKIPPED);
        int rows = 3;
        for (Boundary last : Boundary.values()) {
            database.run("insert into lines values ('a', 1)", "update lines set n = n + 1 where what is null");
            rows++;
            int before = intents("raw.lines");
            project.runUntil(last);
            database.run("delete from lines where ctid = (select min(ctid) from lines where what = 'a')");
            rows--;

            project.runWell();

            assertThat(project.rows("select what, n from raw.lines order by all"))
                    .as(last.toString())
                    .isEqualTo(project.rows("select what, n from curated.lines order by all"))
                    .isEqualTo(
                            database
                                    .texts("select coalesce(what, 'null') || '|' || n from lines order by 1 desc")
                                    .stream()
                                    .sorted(Comparator.comparing((String line) -> !line.startsWith("null")))
                                    .toList())
                    .hasSize(rows);
            assertThat(project.rows("select distinct _batch from raw.lines")).hasSize(1);
            assertThat(intents("raw.lines") - before)
                    .as(last.toString())
                    .isEqualTo(last == Boundary.INTENT_WRITTEN || last == Boundary.STAGED ? 1 : 2);
            assertThat(project.run().steps()).allMatch(step -> step.outcome() == StepRecord.Outcome.SKIPPED);
        }
        database.run("truncate lines");
        project.runWell();
        assertThat(project.rows("select * from raw.lines")).isEmpty();
    }

    @Test
    void afterACommittedSnapshotABegunOneIsNoWayIntoAnotherMode() {
        configure("events { from = events, key = [id], mode = snapshot }");
        project.runWell();
        insert(1);
        dieWithBatchesBegun();
        configure("events { from = events, key = [id], mode = xid }");

        assertThat(project.run().steps().get(0).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_MODE_REFUSED);
            assertThat(problem.message()).startsWith("mode xid cannot go on where mode snapshot left off");
        });
        configure("events { from = events, key = [id], mode = snapshot }");
        assertThat(project.runWell().get(0).changes().inserted()).isEqualTo(1);
    }

    /** A row that the old column shows old and the new one new would be missed by the old column's bound. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theBoundOfOneColumnIsNoneOfAnother(boolean begun) {
        configure("events { from = events, key = [id], cursor = made }");
        project.runWell();
        database.run("update events set what = 'changed', changed = now() - interval '1 day' where id = 3");
        insert(1);
        if (begun) {
            dieWithBatchesBegun();
        }
        configure("events { from = events, key = [id], cursor = changed }");

        assertThat(project.runWell().get(0).changes().inserted()).isEqualTo(2);
        assertThat(versions("events")).containsAll(current("events")).hasSize(7).doesNotHaveDuplicates();
    }

    /** Rows of the other table that are older than the bound, and one whose key and transaction both tables have. */
    @ParameterizedTest
    @ValueSource(strings = {"cursor = changed", "mode = xid", "mode = append, cursor = id"})
    void theBoundOfOneTableIsNoneOfAnother(String mode) {
        for (boolean begun : List.of(true, false)) {
            String name = begun ? "begun" : "settled";
            String other = "other_" + name;
            database.run("with copied as (insert into events default values returning id) select id from copied");
            database.run(
                    "create table " + other + " (like events including all)",
                    "do $$ begin insert into " + other + " overriding system value"
                            + " select 100 + g, 'older', now(), now() - interval '1 day' from generate_series(1, 3) g;"
                            + " insert into events (id) overriding system value values (101) on conflict (id)"
                            + " do update set what = 'both'; end $$");
            configure(name + " { from = events, key = [id], " + mode + " }");
            long before = project.runWell().get(0).changes().inserted();
            insert(1);
            if (begun) {
                dieWithBatchesBegun();
            }
            configure(name + " { from = " + other + ", key = [id], " + mode + " }");

            assertThat(project.runWell().get(0).changes().inserted()).as(name).isEqualTo(3);
            assertThat(versions(name)).containsAll(current(other)).hasSize((int) before + 3);
            database.run("insert into " + other + " (id, what) overriding system value values (200, 'new')");
            assertThat(project.runWell().get(0).changes().inserted()).as(name).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cursor = changed", "mode = xid", "mode = append, cursor = id"})
    void aRenamedTableIsTheSame(String mode) throws IOException {
        configure("events { from = events, key = [id], " + mode + " }");
        project.runWell();
        insert(1);
        dieWithBatchesBegun();
        database.run("alter table events rename to happenings");
        configure("events { from = happenings, key = [id], " + mode + " }");

        assertThat(project.runWell().get(0).changes().inserted()).isEqualTo(1);
        assertThat(intents("raw.events")).isEqualTo(2);
        assertThat(versions("events")).isEqualTo(current("happenings"));
    }

    @Test
    void aLongerLookbackAndAnotherKeyLeaveABegunBatchAsItIs() throws IOException {
        configure("events { from = events, key = [id], cursor = changed, lookback = 1 hour }");
        project.runWell();
        insert(1);
        dieWithBatchesBegun();
        database.run("insert into events (changed) values (now() - interval '2 hours')");
        configure("events { from = events, key = [id, what], cursor = changed, lookback = 1 day }");

        assertThat(project.runWell().get(0).changes().inserted()).isEqualTo(1);
        assertThat(intents("raw.events")).isEqualTo(2);
        assertThat(project.runWell().get(0).changes().inserted()).isEqualTo(1);
        assertThat(versions("events")).isEqualTo(current("events"));
    }

    @Test
    void filesOfABatchThatAnotherStoodInForAreNotTakenForLoaded() {
        files("*.csv", "append");
        project.write("landing/a.csv", "id\n1\n");
        project.runWell();
        project.write("landing/b.csv", "id\n2\n");
        dieWithBatchesBegun();
        project.write("landing/c.csv", "id\n3\n");
        files("[ac].csv", "append");
        assertThat(project.runWell().get(0).changes().inserted()).isEqualTo(1);
        files("*.csv", "append");
        assertThat(project.runWell().get(0).changes().inserted()).isEqualTo(1);
        assertThat(project.run().steps().get(0).outcome()).isEqualTo(StepRecord.Outcome.SKIPPED);
        assertThat(project.rows("select id from raw.landed order by id")).containsExactly("1", "2", "3");
    }

    @Test
    void afterReplacingEveryBatchAddsWhatIsNew() {
        files("*.csv", "replace");
        project.write("landing/a.csv", "id\n1\n");
        project.runWell();
        project.write("landing/b.csv", "id\n2\n");
        dieWithBatchesBegun();
        files("*.csv", "append");

        assertThat(project.runWell().get(0).changes().inserted()).isEqualTo(1);
        assertThat(project.rows("select id from raw.landed order by id")).containsExactly("1", "2");
    }

    @Test
    void whatWasAppendedIsNotReplaced() {
        files("*.csv", "append");
        project.write("landing/a.csv", "id\n1\n");
        project.runWell();
        files("*.csv", "replace");

        assertThat(project.run().steps().get(0).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_MODE_REFUSED);
            assertThat(problem.message())
                    .isEqualTo("load = replace cannot go on where load = append left off: raw.landed only grows");
        });
    }

    @Test
    void filesAndADatabaseDoNotGoOnForEachOther() {
        files("*.csv", "append");
        project.write("landing/a.csv", "id\n1\n");
        project.runWell();
        dieWithBatchesBegun();
        configure(
                "landed { from = events, key = [id], mode = xid }", "events { from = events, key = [id], mode = xid }");

        assertThat(project.run().steps().get(0).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_CHANGED_IDENTITY);
            assertThat(problem.message()).isEqualTo("raw.landed was loaded from a source of type files so far");
        });
        files("*.csv", "append", "events");
        assertThat(project.run().steps().get(0).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.SOURCE_CHANGED_IDENTITY);
            assertThat(problem.message()).isEqualTo("raw.events was loaded from a source of type postgres so far");
        });
    }

    private void files(String glob, String load) {
        files(glob, load, "landed");
    }

    private void files(String glob, String load, String table) {
        project.write("project.conf", """
                project = tested
                warehouse { path = "warehouse" }
                sources { web { type = files, path = "landing", tables {
                  %s { glob = "%s", format = csv, header = true, load = %s }
                } } }
                """.formatted(table, glob, load));
    }
}
