package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.domain.Layer;
import io.alluvium.domain.TableName;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.plan.Selection;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Months are filled, again or late. */
class BackfillIT {
    private static final int MONTHS = Integer.getInteger("alluvium.backfill.months", 5);
    private static final long SEED = 36;
    private static final TableName FILLED = new TableName(Layer.AGGREGATE, "filled");

    @TempDir
    Path folder;

    private PostgresFixture database;
    private ProjectFolder project;

    private static final class Died extends Error {
        private static final long serialVersionUID = 1L;
    }

    @BeforeEach
    void start() {
        database = PostgresFixture.fresh();
        database.run(
                "create table sales (id int primary key, at timestamp not null, amount int)",
                "insert into sales select i, timestamp '2024-01-03' + i %% %d * interval '1 month', i from generate_series(1, %d) i"
                        .formatted(MONTHS, MONTHS * 20));
        project = new ProjectFolder(folder);
        project.over(database, "", "sales { from = \"public.sales\", key = [id], mode = snapshot }");
        project.write("curated/sales.sql", "/*---\nstrategy = apply\n---*/\nselect id, at, amount from raw.sales\n");
        monthly("filled", 1);
        project.runWell();
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private void monthly(String name, int factor) {
        project.write("aggregate/" + name + ".sql", """
                /*---
                strategy = partition, window_by = month, window = month, definition_change = forward
                windows { curated.sales { by = at } }
                ---*/
                select date_trunc('month', at) as month, count(*) as n, sum(amount) * %d as total
                from curated.sales where at >= :window_start and at < :window_end
                group by 1
                """.formatted(factor));
    }

    private List<String> rows(String table) {
        return project.rows("select cast(month as date), n, total from aggregate." + table + " order by 1");
    }

    private List<String> truth(int factor) {
        return database.texts("select concat_ws('|', date_trunc('month', at)::date, count(*), sum(amount) * " + factor
                + ") from sales group by date_trunc('month', at) order by date_trunc('month', at)");
    }

    private long version() {
        return project.version(FILLED);
    }

    private StepRecord step(RunRecord run) {
        return run.steps().stream()
                .filter(step -> step.table().equals(FILLED))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void monthsThatAreFilledByRunsThatDieAreThoseThatAreFilledAtOnce() {
        assertThat(rows("filled")).isEqualTo(truth(1));
        monthly("filled", 2);
        monthly("at_once", 2);
        project.runWell();
        assertThat(rows("filled")).as("forward: nothing is due").isEqualTo(truth(1));
        long before = version();
        SplittableRandom random = new SplittableRandom(SEED);
        LocalDate first = LocalDate.of(2024, 1, 1);
        Selection.Range all = new Selection.Range(
                first.atStartOfDay().toInstant(ZoneOffset.UTC),
                first.plusMonths(MONTHS).atStartOfDay().toInstant(ZoneOffset.UTC));

        die(
                Optional.of(new Selection(List.of("filled"), Optional.of(all), Selection.Refresh.NONE)),
                random.nextInt(2, 4 * MONTHS / 3));
        die(Optional.empty(), random.nextInt(1, 4 * MONTHS / 3));
        die(Optional.empty(), random.nextInt(1, 4 * MONTHS / 3));
        long dead = version();
        project.runWell();

        assertThat(dead).as("windows that were filled before the last run").isLessThan(before + MONTHS);
        assertThat(rows("filled")).isEqualTo(rows("at_once")).isEqualTo(truth(2));
        assertThat(version() - before).as("commits, one a month").isEqualTo(MONTHS);
        assertThat(project.runWell()).extracting(StepRecord::outcome).containsOnly(StepRecord.Outcome.SKIPPED);
    }

    /** @param last how many boundaries of the table it passes */
    private void die(Optional<Selection> asked, int last) {
        AtomicInteger left = new AtomicInteger(last);
        RunOptions options = asked.map(selection ->
                        new RunOptions(Optional.empty(), Duration.ZERO, Optional.empty(), false, false, selection))
                .orElseGet(() -> new RunOptions(Optional.empty(), Duration.ZERO));
        project.run(options, (table, boundary) -> {
            if (table.equals(FILLED) && left.decrementAndGet() <= 0) {
                throw new Died();
            }
        });
        assertThat(left.get()).as("it died").isNotPositive();
    }

    @Test
    void rowsThatAreTwoYearsLateFillTheirWindowsAlone() {
        long before = version();
        database.run("insert into sales select 100000 + i, timestamp '2022-03-01' + i % 61 * interval '1 day', 1"
                + " from generate_series(1, 10000) i");

        StepRecord late = step(project.run());

        assertThat(late.detail()).isEqualTo("2 windows, curated.sales changed");
        assertThat(version() - before).isEqualTo(2);
        assertThat(late.changes().inserted()).isEqualTo(2);
        assertThat(rows("filled")).isEqualTo(truth(1));
    }
}
