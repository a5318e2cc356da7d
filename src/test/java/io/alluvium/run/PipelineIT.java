package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.config.ProjectReader;
import io.alluvium.domain.RunId;
import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineIT {
    private static final String PROJECT = """
            project = shop
            warehouse { path = "warehouse" }
            vars { min_total = 0 }
            sources {
              shop {
                type = postgres, host = "%s", port = %d, database = %s, user = postgres
                tables {
                  orders    { from = "public.orders",     key = [order_id], cursor = updated_at }
                  customers { from = "public.\\"Client\\"", key = [id], mode = snapshot }
                }
              }
            }
            """;

    @TempDir
    Path folder;

    private PostgresFixture database;

    @BeforeEach
    void fill() throws IOException {
        SparkFixture.on(folder);
        database = PostgresFixture.fresh();
        database.run(
                "create table orders (order_id bigint primary key, customer_id int, order_date date,"
                        + " total numeric(12,2), discount numeric(12,2), updated_at timestamptz default now())",
                "create table \"Client\" (id int primary key, \"FullName\" text, nation text)",
                "insert into \"Client\" select i, 'name ' || i, 'n' || i % 3 from generate_series(1, 20) i",
                "insert into orders select i, i % 20 + 1, date '2026-01-01' + i % 10, i * 10, i % 7,"
                        + " now() - interval '1 day' from generate_series(1, 200) i");
        write("project.conf", PROJECT.formatted(database.host(), database.port(), database.database()));
        write("curated/orders.sql", """
                /*---
                description = "Current state of every order"
                strategy    = apply
                columns { net_total = "EUR, after discount" }
                expect {
                  id_known { not_null = [order_id], else = fail }
                  total_ok { that = "net_total >= :min_total", else = warn }
                }
                ---*/
                select order_id, customer_id, order_date, total - discount as net_total
                from raw.orders
                """);
        write("curated/customers.sql", """
                /*---
                strategy = apply
                ---*/
                select id, FullName as full_name, nation from raw.customers
                """);
        write("aggregate/revenue.sql", """
                select c.nation, count(*) as orders, sum(o.net_total) as revenue
                from curated.orders o join curated.customers c on c.id = o.customer_id
                group by c.nation
                """);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.writeString(folder.resolve(file), text);
    }

    private Pipeline pipeline() {
        return Pipeline.open(
                ProjectReader.read(new ProjectReader.Request(folder, true, Optional.empty(), Map.of())),
                Clock.systemUTC());
    }

    private RunRecord run() {
        return pipeline().run(new Pipeline.RunOptions(Optional.empty(), Duration.ZERO), new RunListener() {
            @Override
            public void started(RunId run) {}

            @Override
            public void finished(StepRecord step) {}

            @Override
            public void ended(RunRecord run) {}
        });
    }

    private static Map<String, StepRecord.Outcome> outcomes(RunRecord run) {
        return run.steps().stream()
                .collect(Collectors.toMap(step -> step.table().toString(), StepRecord::outcome));
    }

    private List<String> rows(String sql) {
        return pipeline().query(sql).toDF().collectAsList().stream()
                .map(row -> row.mkString("|"))
                .sorted()
                .toList();
    }

    private void everyTableEqualsPostgres() {
        assertThat(rows("select order_id, customer_id, order_date, net_total from curated.orders"))
                .isEqualTo(answers(
                        "concat_ws('|', order_id, customer_id, order_date, total - discount) as line from orders"));
        assertThat(rows("select id, full_name, nation from curated.customers"))
                .isEqualTo(answers("concat_ws('|', id, \"FullName\", nation) as line from \"Client\""));
        assertThat(rows("select nation, orders, revenue from aggregate.revenue"))
                .isEqualTo(answers("concat_ws('|', nation, count(*), sum(total - discount)) as line"
                        + " from orders o join \"Client\" c on c.id = o.customer_id group by nation"));
    }

    /** PostgreSQL's own answer, in the order of bytes. */
    private List<String> answers(String selection) {
        return database.texts("select line from (select " + selection + ") t order by line collate \"C\"");
    }

    private Map<String, Long> filesOfTheWarehouse() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("warehouse"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("/runs/") && !file.endsWith("lease"))
                    .collect(Collectors.toMap(
                            Path::toString, file -> file.toFile().lastModified()));
        }
    }

    @Test
    void threeLayersFollowTheSourceAndAnIdleRunTouchesNothing() throws IOException {
        RunRecord first = run();
        assertThat(first.steps()).allSatisfy(step -> assertThat(step.problems()).isEmpty());
        assertThat(outcomes(first))
                .containsEntry("raw.orders", StepRecord.Outcome.EXTRACTED)
                .containsEntry("curated.orders", StepRecord.Outcome.FULL)
                .containsEntry("aggregate.revenue", StepRecord.Outcome.FULL);
        everyTableEqualsPostgres();

        database.run(
                "update orders set discount = 9, updated_at = now() where order_id % 50 = 0",
                "insert into orders values (1001, 3, '2026-02-01', 77, 1, now())",
                "update \"Client\" set nation = 'moved' where id = 3",
                "delete from orders where customer_id = 20",
                "insert into orders select order_id, 1, order_date, 5, 0, now() from (values (990, date '2026-03-01')) v(order_id, order_date)");
        database.run("insert into orders select 19 + 20 * i, 2, '2026-01-01', 1, 0, now() from generate_series(0, 9) i"
                + " on conflict (order_id) do update set customer_id = 2, updated_at = now()");
        database.run("delete from \"Client\" where id = 20");
        RunRecord second = run();
        assertThat(outcomes(second))
                .containsEntry("curated.orders", StepRecord.Outcome.APPLIED)
                .containsEntry("curated.customers", StepRecord.Outcome.APPLIED);
        assertThat(second.exitStatus()).isZero();
        everyTableEqualsPostgres();

        Map<String, Long> before = filesOfTheWarehouse();
        RunRecord third = run();
        assertThat(outcomes(third).values()).containsOnly(StepRecord.Outcome.SKIPPED);
        assertThat(filesOfTheWarehouse()).isEqualTo(before);
    }
}
