package io.alluvium.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.PostgresFixture;
import io.alluvium.lake.LakeSession;
import io.alluvium.report.RunRecord;
import io.alluvium.report.StepRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A small project over a real database: a table with a cursor, one without, two curated models, one aggregate. */
final class ShopProject implements AutoCloseable {
    private static final String PROJECT = """
            project = shop
            warehouse { %s }
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

    private final ProjectFolder project;
    private final PostgresFixture database;

    ShopProject(Path folder) {
        this(folder, "path = \"warehouse\"");
    }

    /** @param warehouse what {@code project.conf} says of it */
    ShopProject(Path folder, String warehouse) {
        project = new ProjectFolder(folder);
        database = PostgresFixture.fresh();
        database.run(
                "create table orders (order_id bigint primary key, customer_id int, order_date date,"
                        + " total numeric(12,2), discount numeric(12,2), updated_at timestamptz default now())",
                "create table \"Client\" (id int primary key, \"FullName\" text, nation text)",
                "insert into \"Client\" select i, 'name ' || i, 'n' || i % 3 from generate_series(1, 20) i",
                "insert into orders select i, i % 20 + 1, date '2026-01-01' + i % 10, i * 10, i % 7,"
                        + " now() - interval '1 day' from generate_series(1, 200) i");
        liesIn(warehouse);
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

    /** @param warehouse what {@code project.conf} says of it from now on */
    void liesIn(String warehouse) {
        write("project.conf", PROJECT.formatted(warehouse, database.host(), database.port(), database.database()));
    }

    PostgresFixture database() {
        return database;
    }

    Path folder() {
        return project.path();
    }

    /** For looking behind the pipeline's back. */
    LakeSession lake() {
        return project.lake();
    }

    void write(String file, String text) {
        project.write(file, text);
    }

    /** Orders come, change and move between customers; a customer moves, another leaves. Round by round others do. */
    void changeSource(int round) {
        database.run(
                "update orders set discount = discount + 1, updated_at = now() where order_id %% 40 = %d"
                        .formatted(round % 40),
                "insert into orders values (%d, 3, '2026-02-01', 77, 1, now())".formatted(1000 + round),
                "update \"Client\" set nation = 'moved %d' where id = %d".formatted(round, 1 + round % 7),
                "insert into \"Client\" values (%d, 'new', 'n1')".formatted(100 + round),
                "delete from \"Client\" where id = %d".formatted(99 + round));
    }

    Pipeline pipeline() {
        return project.pipeline();
    }

    RunRecord run() {
        return project.run();
    }

    RunRecord run(Boundary.Listener boundaries) {
        return project.run(boundaries);
    }

    RunRecord run(RunOptions options, Boundary.Listener boundaries) {
        return project.run(options, boundaries);
    }

    static Map<String, StepRecord.Outcome> outcomes(RunRecord run) {
        return run.steps().stream()
                .collect(Collectors.toMap(step -> step.table().toString(), StepRecord::outcome));
    }

    List<String> rows(String sql) {
        return project.rows(sql).stream().sorted().toList();
    }

    void everyTableEqualsPostgres() {
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

    /** No version of a row is in raw twice. */
    void rawHoldsEachVersionOnce() {
        assertThat(rows("select order_id, _source_version, count(*) from raw.orders group by all having count(*) > 1"))
                .isEmpty();
    }

    Map<String, Long> filesOfTheWarehouse() {
        try (Stream<Path> files = Files.walk(folder().resolve("warehouse"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("/runs/") && !file.endsWith("lease"))
                    .collect(Collectors.toMap(
                            Path::toString, file -> file.toFile().lastModified()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
