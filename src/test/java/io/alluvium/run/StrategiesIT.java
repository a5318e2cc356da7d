package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.failure.ErrorCode;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.plan.Selection;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables that are kept as views, by windows and by appending, beside what PostgreSQL answers. */
class StrategiesIT {
    private static final String MONTHLY =
            "select date_trunc('month', at) as month, place, count(*) as n, sum(amount) as total";

    @TempDir
    Path folder;

    private PostgresFixture database;
    private ProjectFolder project;

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
        database.run(
                "create table sales (id int primary key, at timestamp not null, place text, amount int,"
                        + " changed timestamptz not null default now())",
                "insert into sales (id, at, place, amount) select i, timestamp '2026-01-01' + i * interval '1 day',"
                        + " 'p' || i % 3, i from generate_series(0, 119) i",
                "create table places (name text primary key, land text)",
                "insert into places values ('p0', 'north'), ('p1', 'south')");
        project = new ProjectFolder(folder);
        project.over(
                database,
                "",
                "sales { from = \"public.sales\", key = [id], mode = snapshot }",
                "places { from = \"public.places\", key = [name], mode = snapshot }");
        project.write(
                "curated/sales.sql",
                "/*---\nstrategy = apply\n---*/\n" + "select id, at, place, amount from raw.sales\n");
        project.write("curated/places.sql", "/*---\nstrategy = apply\n---*/\nselect name, land from raw.places\n");
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private Map<String, StepRecord.Outcome> outcomes(RunRecord run) {
        assertThat(run.exitStatus()).as(run.steps().toString()).isZero();
        return ShopProject.outcomes(run);
    }

    private StepRecord step(RunRecord run, String table) {
        return run.steps().stream()
                .filter(step -> step.table().toString().equals(table))
                .findFirst()
                .orElseThrow();
    }

    private void partition(String more) {
        project.write("aggregate/monthly.sql", """
                /*---
                strategy = partition, window_by = month, window = month
                windows { curated.sales { by = at } }
                %s
                ---*/
                %s
                from curated.sales where at >= :window_start and at < :window_end
                group by 1, 2
                """.formatted(more, MONTHLY));
    }

    private void monthlyEqualsPostgres() {
        assertThat(project.rows("select cast(month as date), place, n, total from aggregate.monthly order by 1, 2"))
                .isEqualTo(database.texts("select concat_ws('|', date_trunc('month', at)::date, place, count(*),"
                        + " sum(amount)) from sales group by date_trunc('month', at), place"
                        + " order by date_trunc('month', at), place"));
    }

    @Test
    void onlyWindowsThatAChangeTouchesAreComputedAgain() {
        partition("");
        assertThat(step(project.run(), "aggregate.monthly").detail()).isEqualTo("4 windows, new table");
        monthlyEqualsPostgres();
        assertThat(outcomes(project.run())).containsEntry("aggregate.monthly", StepRecord.Outcome.SKIPPED);

        database.run(
                "update sales set at = timestamp '2026-06-15' where id = 3",
                "delete from sales where id = 40",
                "insert into sales values (500, timestamp '2023-02-01', 'p9', 1)");
        StepRecord filled = step(project.run(), "aggregate.monthly");

        assertThat(filled.outcome()).isEqualTo(StepRecord.Outcome.FILLED);
        assertThat(filled.detail()).isEqualTo("4 windows, curated.sales changed");
        monthlyEqualsPostgres();
    }

    @Test
    void randomChangesOfWindowedInputsGiveWhatPostgresGives() {
        partition("");
        SplittableRandom random = new SplittableRandom(19);
        for (int round = 0; round < 4; round++) {
            for (int change = 0; change < 8; change++) {
                int id = random.nextInt(140);
                database.run(
                        switch (random.nextInt(3)) {
                            case 0 -> "delete from sales where id = " + id;
                            case 1 ->
                                "update sales set at = at + interval '%d days', place = 'p%d' where id = %d"
                                        .formatted(random.nextInt(90) - 45, random.nextInt(4), id);
                            default ->
                                "insert into sales values (%d, timestamp '2025-11-01' + interval '%d days', 'p0', 7)"
                                                .formatted(id, random.nextInt(300))
                                        + " on conflict do nothing";
                        });
            }
            project.runWell();
            monthlyEqualsPostgres();
        }
    }

    @Test
    void aRowTouchesTheWindowsThatItReaches() {
        project.write("aggregate/monthly.sql", """
                /*---
                strategy = partition, window_by = month, window = month
                windows { curated.sales { by = at, reach = 40d } }
                ---*/
                select :window_start as month, count(*) as n, sum(amount) as total
                from curated.sales where at >= :window_start - interval 40 days and at < :window_end
                """);
        String truth =
                "select concat_ws('|', m::date, count(*), sum(amount)) from generate_series(timestamp '2026-01-01',"
                        + " '2026-06-01', '1 month') m join sales on at >= m - interval '40 days' and at < m + interval '1 month'"
                        + " group by m order by m";
        String rows = "select cast(month as date), n, total from aggregate.monthly order by 1";
        project.runWell();
        assertThat(project.rows(rows)).isEqualTo(database.texts(truth));

        // On the 20th of February: 40 days later April begins.
        database.run("update sales set amount = amount + 1000 where id = 50");

        assertThat(step(project.run(), "aggregate.monthly").detail()).isEqualTo("3 windows, curated.sales changed");
        assertThat(project.rows(rows)).isEqualTo(database.texts(truth));
    }

    @Test
    void windowsThatARunWasKilledBeforeAreDoneByTheNextOneEachOnce() {
        partition("");
        for (int killed = 0; killed < 3; killed++) {
            int[] commits = {0};
            try {
                project.run((table, boundary) -> {
                    if (table.name().equals("monthly") && boundary == Boundary.COMMITTED && ++commits[0] == 1) {
                        throw new Killed();
                    }
                });
            } catch (Killed expected) {
                // As if the process had died there.
            }
        }
        assertThat(step(project.run(), "aggregate.monthly").detail()).isEqualTo("1 window, 1 window is left");
        monthlyEqualsPostgres();
    }

    @Test
    void windowsThatARunHasLeftAreDoneWithThoseThatChangedSince() {
        partition("");
        project.runWell();
        database.run("update sales set amount = amount + 1 where id in (0, 40)");
        project.run((table, boundary) -> {
            if (table.name().equals("monthly") && boundary == Boundary.COMMITTED) {
                throw new Killed();
            }
        });
        database.run("update sales set amount = amount + 1 where id = 80");

        assertThat(step(project.run(), "aggregate.monthly").detail()).isEqualTo("2 windows, curated.sales changed");
        monthlyEqualsPostgres();
    }

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void aPersonMayAskForTablesAndForTheWindowsOfATime() {
        partition("");
        project.runWell();
        database.run("insert into places values ('p2', 'west')", "delete from sales where id = 5");

        RunRecord run = project.pipeline()
                .run(
                        new RunOptions(
                                Optional.empty(),
                                Duration.ZERO,
                                Optional.empty(),
                                false,
                                false,
                                new Selection(
                                        List.of("monthly", "raw.places"),
                                        Optional.of(new Selection.Range(
                                                Instant.parse("2026-02-10T00:00:00Z"),
                                                Instant.parse("2026-04-01T00:00:00Z"))),
                                        Selection.Refresh.NONE)),
                        new SilentListener());

        assertThat(outcomes(run))
                .containsOnly(
                        Map.entry("raw.places", StepRecord.Outcome.EXTRACTED),
                        Map.entry("aggregate.monthly", StepRecord.Outcome.FILLED));
        assertThat(step(run, "aggregate.monthly").detail())
                .isEqualTo("2 windows, asked for from 2026-02-10T00:00:00Z to 2026-04-01T00:00:00Z");
        project.runWell();
        monthlyEqualsPostgres();
    }

    @Test
    void windowsAreComputedSideBySideAndCommittedInTheirOrder() {
        partition("");
        List<String> committed = new ArrayList<>();
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        RunRecord run = project.run((table, boundary) -> {
            if (table.name().equals("monthly")) {
                synchronized (committed) {
                    if (boundary == Boundary.INTENT_WRITTEN) {
                        most.accumulateAndGet(open.incrementAndGet(), Math::max);
                    } else if (boundary == Boundary.COMMITTED) {
                        open.decrementAndGet();
                        committed.add(boundary.name());
                    }
                }
            }
        });
        assertThat(outcomes(run)).containsEntry("aggregate.monthly", StepRecord.Outcome.FILLED);
        assertThat(committed).hasSize(4);
        assertThat(most.get())
                .as("windows begun before the one before them was committed")
                .isGreaterThan(1);
        assertThat(SparkFixture.plain(project.lake())
                        .sql("describe history delta.`" + folder.resolve("warehouse/aggregate/monthly") + "`")
                        .orderBy("version")
                        .selectExpr("get_json_object(userMetadata, '$.number')")
                        .collectAsList()
                        .stream()
                        .map(row -> row.getString(0)))
                .containsExactly("1", "2", "3", "4");
        monthlyEqualsPostgres();
    }

    /** Rows that were computed ahead go with the run that cannot put them in their place. */
    @Test
    void aWindowThatFailsLeavesThoseBeforeItAndNoFileOfThoseAfter() throws Exception {
        partition("expect { not_february { that = \"month <> timestamp '2026-02-01'\", else = fail } }");
        RunRecord run = project.run();
        assertThat(run.exitStatus()).isEqualTo(3);
        Path table = folder.resolve("warehouse/aggregate/monthly");
        long named = SparkFixture.plain(project.lake())
                .read()
                .format("delta")
                .load(table.toString())
                .inputFiles()
                .length;
        try (Stream<Path> files = Files.walk(table)) {
            assertThat(files.filter(file -> file.toString().endsWith(".parquet")
                            && !file.toString().contains("_delta_log")))
                    .hasSize((int) named);
        }
        partition("");
        project.runWell();
        monthlyEqualsPostgres();
    }

    @Test
    void aRowOutsideOfItsWindowRefusesTheCommit() {
        project.write("aggregate/monthly.sql", """
                /*---
                strategy = partition, window_by = month, window = month
                windows { curated.sales { by = at } }
                ---*/
                select date_trunc('month', at) as month, count(*) as n
                from curated.sales where at >= :window_start - interval 1 day and at < :window_end group by 1
                """);

        StepRecord failed = step(project.run(), "aggregate.monthly");

        assertThat(failed.outcome()).isEqualTo(StepRecord.Outcome.FAILED);
        assertThat(failed.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.OUTSIDE_WINDOW);
            assertThat(problem.message())
                    .isEqualTo("aggregate.monthly: 1 row lies outside of the window from 2026-02-01T00:00:00Z to"
                            + " 2026-03-01T00:00:00Z");
        });
    }

    @Test
    void aChangeOfAnUnmappedInputTouchesAllWindowsAndOneOfAStaticInputNone() {
        String join = "select date_trunc('month', s.at) as month, p.land, count(*) as n from curated.sales s"
                + " left join curated.places p on p.name = s.place"
                + " where s.at >= :window_start and s.at < :window_end group by 1, 2\n";
        String front = "/*---\nstrategy = partition, window_by = month, window = month\n"
                + "windows { curated.sales { by = at } }\n";
        project.write("aggregate/mapped.sql", front + "---*/\n" + join);
        project.write("aggregate/fixed.sql", front + "static = [curated.places]\n---*/\n" + join);
        project.runWell();

        database.run("insert into places values ('p2', 'west')");
        RunRecord run = project.run();

        assertThat(step(run, "aggregate.mapped").detail())
                .isEqualTo("4 windows, curated.places changed, which touches all windows");
        assertThat(outcomes(run)).containsEntry("aggregate.fixed", StepRecord.Outcome.SKIPPED);
    }

    @Test
    void aViewIsReadThroughAndHasNoTable() {
        project.write(
                "curated/big.sql", "/*---\nstrategy = view\n---*/\nselect * from curated.sales where amount > 100\n");
        project.write(
                "curated/bigger.sql", "/*---\nstrategy = view\n---*/\nselect * from curated.big where amount > 110\n");
        project.write("aggregate/count.sql", "select count(*) as n from curated.bigger\n");

        assertThat(outcomes(project.run())).containsEntry("curated.big", StepRecord.Outcome.CHECKED);

        assertThat(project.rows("select n from aggregate.count")).containsExactly("9");
        assertThat(project.rows("select count(*) from curated.bigger")).containsExactly("9");
        assertThat(folder.resolve("warehouse/curated")).isDirectoryNotContaining(path -> path.endsWith("big"));
        assertThat(Files.exists(folder.resolve("warehouse/curated/bigger"))).isFalse();
        assertThat(outcomes(project.run()).values()).containsOnly(StepRecord.Outcome.SKIPPED);

        database.run("insert into sales values (900, now(), 'p0', 900)");
        project.runWell();
        assertThat(project.rows("select n from aggregate.count")).containsExactly("10");
        project.write(
                "curated/big.sql", "/*---\nstrategy = view\n---*/\nselect * from curated.sales where amount > 899\n");
        assertThat(step(project.run(), "aggregate.count").detail()).isEqualTo("the view curated.big changed");
        assertThat(project.rows("select n from aggregate.count")).containsExactly("1");
    }

    @Test
    void aRuleOfAViewThatDoesNotHoldBlocksItsReaders() {
        project.write(
                "curated/big.sql",
                "/*---\nstrategy = view\nexpect { small { that = \"amount < 119\" } }\n---*/\n"
                        + "select * from curated.sales\n");
        project.write("aggregate/count.sql", "select count(*) as n from curated.big\n");

        RunRecord run = project.run();

        assertThat(step(run, "curated.big").problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .isEqualTo("curated.big: expectation small does not hold in 1 rows"));
        assertThat(step(run, "aggregate.count").outcome()).isEqualTo(StepRecord.Outcome.BLOCKED);
    }

    @Test
    void appendedRowsKeepWhatFrozenInputsSaidWhenTheyCame() {
        project.write("aggregate/booked.sql", """
                /*---
                strategy = append, frozen = [curated.places]
                ---*/
                select s.id, s.amount, p.land from raw.sales s left join curated.places p on p.name = s.place
                where s._op is null or s._op <> 'd'
                """);
        project.runWell();
        assertThat(project.rows("select count(*) from aggregate.booked where land is null"))
                .containsExactly("40");

        database.run("insert into places values ('p2', 'west')", "insert into sales values (900, now(), 'p2', 900)");
        assertThat(outcomes(project.run())).containsEntry("aggregate.booked", StepRecord.Outcome.APPENDED);
        assertThat(project.rows("select count(*) from aggregate.booked where land is null"))
                .containsExactly("40");
        assertThat(project.rows("select land from aggregate.booked where id = 900"))
                .containsExactly("west");

        database.run("update places set land = 'far west' where name = 'p2'");
        assertThat(outcomes(project.run())).containsEntry("aggregate.booked", StepRecord.Outcome.SKIPPED);
        assertThat(project.rows("select count(*) from aggregate.booked")).containsExactly("121");

        StepRecord refused = step(refreshed(Selection.Refresh.FULL), "aggregate.booked");
        assertThat(refused.problems())
                .extracting(problem -> problem.fix().orElse(""))
                .containsExactly("to compute it from what they say now: alluvium run --select aggregate.booked"
                        + " --full-refresh --yes");
        assertThat(outcomes(refreshed(Selection.Refresh.FROZEN_TOO)))
                .containsEntry("aggregate.booked", StepRecord.Outcome.FULL);
        assertThat(project.rows("select count(*) from aggregate.booked where land is null"))
                .as("each row has what its place says now")
                .containsExactly("0");
    }

    private RunRecord refreshed(Selection.Refresh refresh) {
        return project.pipeline()
                .run(
                        new RunOptions(
                                Optional.empty(),
                                Duration.ZERO,
                                Optional.empty(),
                                false,
                                false,
                                new Selection(List.of("booked"), Optional.empty(), refresh)),
                        new SilentListener());
    }

    @Test
    void anotherCommentDescribesTheTableAndRebuildsNothing() {
        project.runWell();
        project.write(
                "curated/places.sql",
                "/*---\nstrategy = apply\ndescription = \"where\"\n---*/\n" + "select name, land from raw.places\n");
        project.write("aggregate/reader.sql", "select count(*) as n from curated.places\n");
        RunRecord run = project.run();
        assertThat(outcomes(run)).containsEntry("curated.places", StepRecord.Outcome.DESCRIBED);

        project.write(
                "curated/places.sql",
                "/*---\nstrategy = apply\ndescription = \"where it was\"\n---*/\n"
                        + "select name, land from raw.places\n");
        assertThat(outcomes(project.run()))
                .containsEntry("curated.places", StepRecord.Outcome.DESCRIBED)
                .containsEntry("aggregate.reader", StepRecord.Outcome.SKIPPED);
        assertThat(outcomes(project.run()).values()).containsOnly(StepRecord.Outcome.SKIPPED);
        assertThat(List.of(project.rows("select count(*) from curated.places").get(0)))
                .containsExactly("2");
    }
}
