package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.plan.Explanation;
import io.alluvium.plan.Selection;
import io.alluvium.report.ExplainText;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that follow changes by keys, beside what PostgreSQL answers to the same SQL. */
class IncrementalIT {
    private static final long SEED = Long.getLong("alluvium.seed", 20);

    /** The name of each model with its SQL, which PostgreSQL understands too. */
    private static final Map<String, String> MODELS = new LinkedHashMap<>();

    static {
        MODELS.put(
                "by_place",
                "select place, state, count(*) as n, sum(amount) as total, max(id) as last from curated.sales group by"
                        + " place, state");
        MODELS.put(
                "lines",
                "select s.id, s.amount * 2 as twice, p.land from curated.sales s left join curated.places p on p.name ="
                        + " s.place where s.amount > 3");
        MODELS.put(
                "by_land",
                "select p.land, count(s.id) as n, sum(s.amount) as total from curated.places p left join curated.sales s"
                        + " on s.place = p.name group by p.land having count(*) > 1");
        MODELS.put(
                "ranked",
                "select id, place, rank() over (partition by place order by amount, id) as nth from curated.sales");
        MODELS.put(
                "unsold",
                "select name, land from curated.places p where not exists (select 1 from curated.sales s where s.place ="
                        + " p.name)");
        MODELS.put(
                "all_states",
                "select distinct state from curated.sales union select land from curated.places where land is not null");
        MODELS.put(
                "sizes",
                "select n, count(*) as places from (select place, count(*) as n from curated.sales group by place) s group"
                        + " by n");
        MODELS.put(
                "more_than_all",
                "select name, land from curated.places where length(name) + length(land) > (select count(*) % 6 from"
                        + " curated.sales where state <> 's2')");
        MODELS.put(
                "above",
                "with means as (select place, avg(amount) as mean from curated.sales group by place) select s.id, s.place"
                        + " from curated.sales s join means m on m.place = s.place where s.amount > m.mean");
    }

    @TempDir
    Path folder;

    private PostgresFixture database;
    private ProjectFolder project;
    private final SplittableRandom random = new SplittableRandom(SEED);

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
        database.run(
                "create table sales (id int primary key, place text, state text, amount int)",
                "insert into sales select i, 'p' || nullif(i % 7, 3), 's' || i % 3, i % 11 from generate_series(1, 60) i",
                "create table places (name text primary key, land text)",
                "insert into places select 'p' || i, case when i < 6 then 'l' || i % 2 end from generate_series(0, 9) i");
        project = new ProjectFolder(folder);
        project.over(
                database,
                "",
                "sales { from = \"public.sales\", key = [id], mode = snapshot }",
                "places { from = \"public.places\", key = [name], mode = snapshot }");
        model("curated/sales", "strategy = apply", "select id, place, state, amount from raw.sales");
        model("curated/places", "strategy = apply", "select name, land from raw.places");
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private void model(String name, String front, String select) {
        project.write(name + ".sql", "/*---\n" + front + "\n---*/\n" + select + "\n");
    }

    private static String sql(String name) {
        return Objects.requireNonNull(MODELS.get(name), name);
    }

    private void strict(String... names) {
        for (String name : names) {
            model("aggregate/" + name, "strict = true", sql(name));
        }
    }

    private static Map<String, StepRecord.Outcome> outcomes(RunRecord run) {
        assertThat(run.exitStatus()).as(run.steps().toString()).isZero();
        return ShopProject.outcomes(run);
    }

    private static StepRecord step(RunRecord run, String table) {
        return run.steps().stream()
                .filter(step -> step.table().toString().equals(table))
                .findFirst()
                .orElseThrow();
    }

    private void equalsDatabase() {
        MODELS.forEach((name, sql) -> {
            List<String> theirs = database.texts("select r::text from (" + sql.replace("curated.", "public.") + ") r");
            assertThat(project.rows("select * from aggregate." + name))
                    .as("%s, seed %d", name, SEED)
                    .containsExactlyInAnyOrderElementsOf(theirs.stream()
                            .map(row -> row.substring(1, row.length() - 1)
                                    .replaceAll(",(?=,|$)", ",null")
                                    .replaceAll("^(?=,|$)", "null")
                                    .replace(',', '|'))
                            .toList());
        });
    }

    private void change() {
        // Of a place that is null, until other changes have given them one.
        database.run("update sales set amount = (amount + 5) % 12 where id in (3, 10, 17)");
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int id = 1 + random.nextInt(70);
            String place = random.nextInt(6) == 0 ? "null" : "'p" + random.nextInt(10) + "'";
            database.run(
                    switch (random.nextInt(6)) {
                        case 0 -> "delete from sales where id = " + id;
                        case 1 -> "delete from sales where place = " + place;
                        case 2 ->
                            "insert into places values (" + place.replace("null", "'p10'") + ", 'l3') on conflict"
                                    + " (name) do update set land = excluded.land";
                        case 3 -> "delete from places where name = " + place;
                        default ->
                            "insert into sales values (%d, %s, 's%d', %d) on conflict (id) do update set place ="
                                            .formatted(id, place, random.nextInt(4), random.nextInt(12))
                                    + " excluded.place, state = excluded.state, amount = excluded.amount";
                    });
        }
    }

    @Test
    void whatIsComputedOfChangesAloneIsWhatTheDatabaseSays() {
        strict(MODELS.keySet().toArray(String[]::new));
        outcomes(project.run());
        equalsDatabase();
        int incremental = 0;
        for (int round = 0; round < 5; round++) {
            change();
            if (round % 2 == 1) {
                // What the run that follows is to see changed was written by another: it reads the feed.
                outcomes(project.run(
                        only("raw.sales", "raw.places", "curated.sales", "curated.places"), (table, boundary) -> {}));
            }
            Map<String, StepRecord.Outcome> outcomes = outcomes(project.run());
            for (String name : MODELS.keySet()) {
                assertThat(outcomes.get("aggregate." + name))
                        .isIn(StepRecord.Outcome.INCREMENTAL, StepRecord.Outcome.SKIPPED);
                incremental += outcomes.get("aggregate." + name) == StepRecord.Outcome.INCREMENTAL ? 1 : 0;
            }
            equalsDatabase();
        }
        assertThat(incremental).isGreaterThan(2 * MODELS.size());
    }

    private static RunOptions only(String... tables) {
        return new RunOptions(
                Optional.empty(), Duration.ZERO, Optional.empty(), false, false, Selection.named(List.of(tables)));
    }

    @Test
    void onlyTheTouchedRowsAreWritten() {
        strict("by_place", "lines");
        outcomes(project.run());
        database.run("update sales set amount = 100 where id = 7");
        RunRecord run = project.run();
        assertThat(outcomes(run)).containsEntry("aggregate.by_place", StepRecord.Outcome.INCREMENTAL);
        assertThat(step(run, "aggregate.by_place").changes()).isEqualTo(new StepRecord.Changes(0, 1, 0));
        assertThat(step(run, "aggregate.lines").changes()).isEqualTo(new StepRecord.Changes(0, 1, 0));
        assertThat(step(run, "aggregate.lines").detail()).isEqualTo("curated.sales changed");
    }

    @Test
    void aChangeOfWhatAModelDoesNotReadWritesNoRow() {
        strict("unsold");
        model(
                "aggregate/placed",
                "strict = true",
                "with every as (select * from curated.sales) select id, place from every");
        outcomes(project.run());
        database.run("update sales set amount = 100 where id = 7");
        RunRecord run = project.run();
        for (String table : List.of("aggregate.unsold", "aggregate.placed")) {
            assertThat(outcomes(run)).containsEntry(table, StepRecord.Outcome.INCREMENTAL);
            assertThat(step(run, table).changes()).as(table).isEqualTo(StepRecord.Changes.NONE);
        }
        assertThat(outcomes(project.run())).containsEntry("aggregate.unsold", StepRecord.Outcome.SKIPPED);
    }

    @Test
    void whatReadsATableThatWasComputedAnewFollowsTheDifferenceAlone() {
        model("curated/sold", "strategy = full", "select id, place, amount from curated.sales");
        model(
                "aggregate/sums",
                "strict = true",
                "select place, sum(amount) as total from curated.sold where place is not null group by place");
        outcomes(project.run());
        database.run("update sales set amount = 100 where id = 7", "update sales set state = 's9' where id = 8");
        outcomes(project.run(only("raw.sales", "curated.sales", "curated.sold"), (table, boundary) -> {}));

        StepRecord sums = step(project.run(only("aggregate.sums"), (table, boundary) -> {}), "aggregate.sums");
        assertThat(sums.outcome()).isEqualTo(StepRecord.Outcome.INCREMENTAL);
        assertThat(sums.changes()).isEqualTo(new StepRecord.Changes(0, 1, 0));
    }

    @Test
    void smallTablesAreComputedAsAWholeUnlessTheModelIsStrict() {
        model("aggregate/by_place", "", sql("by_place"));
        outcomes(project.run());
        database.run("update sales set amount = 100 where id = 7");
        assertThat(outcomes(project.run())).containsEntry("aggregate.by_place", StepRecord.Outcome.FULL);
    }

    @Test
    void aStrictModelWithWhatHasNoRuleIsRefusedWithThePlace() {
        model(
                "aggregate/ranked",
                "strict = true",
                "select id,\n  rank() over (order by amount) as nth\nfrom curated.sales");
        outcomes(project.run());
        database.run("update sales set amount = 100 where id = 7");
        StepRecord step = step(project.run(), "aggregate.ranked");
        assertThat(step.outcome()).isEqualTo(StepRecord.Outcome.FAILED);
        assertThat(step.problems().get(0).code()).isEqualTo(ErrorCode.NOT_INCREMENTAL);
        assertThat(step.problems().get(0).message())
                .contains(
                        "aggregate.ranked is strict, and cannot follow changes: a window without PARTITION BY, line ");
    }

    @Test
    void aTableThatSomebodyElseChangedIsComputedAsAWhole() {
        strict("by_place");
        outcomes(project.run());
        project.lake()
                .session("test", Map.of())
                .sql("delete from delta.`%s` where place = 'p1'"
                        .formatted(folder.resolve("warehouse/aggregate/by_place")));
        database.run("update sales set amount = 100 where id = 7");
        RunRecord run = project.run();
        assertThat(outcomes(run)).containsEntry("aggregate.by_place", StepRecord.Outcome.FULL);
        assertThat(step(run, "aggregate.by_place").detail()).isEqualTo("changed from outside");
    }

    @Test
    void explainTellsTheRulesOfEachModelOrWhyThereAreNone() {
        strict("by_place");
        model("aggregate/unsold", "", sql("unsold"));
        model("aggregate/first", "", "select id from curated.sales order by amount limit 3");
        assertThat(explained()).contains("aggregate.by_place  auto: known when its inputs are loaded");

        outcomes(project.run());

        assertThat(explained())
                .contains("curated.sales       apply, last took …")
                .contains("aggregate.by_place  incremental by place, state, last took …")
                .contains("                      group by, line 4: the groups of changed rows are computed again")
                .contains(
                        "aggregate.unsold    full, for its inputs are small; could be incremental by name, last took …")
                .contains(
                        "                      exists, line 4: changed rows of each side are joined with the other side, as it is"
                                + " and as it was");
        assertThat(project.pipeline().explain(List.of("first")))
                .extracting(Explanation::text)
                .containsExactly("full: LIMIT, line 4 needs all rows");
        model("aggregate/broken", "", "select state, count(*) as n from curated.sales group by stat");
        assertThat(explained())
                .contains("curated.sales       apply, last took …")
                .anyMatch(
                        line -> line.matches(
                                "aggregate.broken    cannot be analysed: .*broken.sql:4: A column.*`stat` cannot be resolved.*"));
    }

    private List<String> explained() {
        return ExplainText.lines(project.pipeline().explain(List.of())).stream()
                .map(line -> line.replaceAll("took .*", "took …"))
                .toList();
    }
}
