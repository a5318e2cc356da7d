package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code plan} says of how rows will come, and {@code doctor} of the rights that this needs. */
class PlannedReadingsIT {
    private PostgresFixture database;

    @TempDir
    Path folder;

    private Program program = new Program(Path.of("."));

    @BeforeEach
    void start() {
        SparkFixture.on(folder);
        database = PostgresFixture.fresh();
        program = new Program(folder);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private void project(String user, String more, String tables) {
        program.write("project.conf", """
                project = shop
                warehouse { path = "warehouse" }
                sources {
                  shop { type = postgres, host = "127.0.0.1", port = %d, database = %s, user = %s%s, tables {
                %s
                  } }
                }
                """.formatted(database.port(), database.database(), user, more, tables));
    }

    private List<String> readings() {
        program.succeeds("plan", "--verbose");
        return program.screen()
                .lines()
                .filter(line -> line.startsWith("           "))
                .map(String::strip)
                .toList();
    }

    @Test
    void eachWayIsForetold() {
        database.run(
                "create table orders (id int primary key, updated_at timestamptz default now())",
                "create table countries (id int primary key)",
                "create table large (id int primary key, filler text)",
                "alter table large alter filler set storage plain",
                "insert into orders values (1)",
                "insert into countries values (1)",
                "insert into large select i, repeat('x', 4000) from generate_series(1, 33000) i");
        String tables = """
                orders    { from = "public.orders", key = [id], cursor = updated_at }
                countries { from = "public.countries", key = [id], mode = snapshot }
                large     { from = "public.large", key = [id], mode = xid }
                """;
        project("postgres", "", tables);

        assertThat(readings())
                .containsExactly(
                        "mode cursor, by column, 1 connection",
                        "mode snapshot, by column, 1 connection",
                        "mode xid, by column, up to 2 connections");

        program.succeeds("run");
        database.run(
                "insert into orders values (2)",
                "insert into countries select i from generate_series(2, 200002) i",
                "insert into large values (0, 'x')");
        assertThat(readings())
                .containsExactly(
                        "mode cursor, by column, 1 connection",
                        "mode snapshot, by Spark, 1 connection: more than 200,000 rows to compare with raw",
                        "mode xid, by column, up to 2 connections");

        project("postgres", ", engine = spark", tables);
        assertThat(readings())
                .hasSize(3)
                .allSatisfy(
                        reading -> assertThat(reading).contains("by Spark, ").endsWith(": engine = spark"));
        project("postgres", "", tables);
        database.run("alter table orders add column note text");
        assertThat(readings())
                .contains("mode cursor, by Spark, 1 connection:"
                        + " raw's columns or table features are other than the batch's");
    }

    @Test
    void theDoctorSaysWhichGrantsAreMissing() {
        database.run(
                "create table orders (id int primary key, updated_at timestamptz default now())",
                "create table secrets (id int primary key)",
                "create schema hidden",
                "create table hidden.plans (id int primary key)",
                "drop role if exists blind_reader",
                "create role blind_reader login",
                "grant select on orders, hidden.plans to blind_reader");
        project("blind_reader", "", """
                orders    { from = "public.orders", key = [id], cursor = updated_at }
                by_xid    { from = "public.orders", key = [id], mode = xid }
                secrets   { from = "public.secrets", key = [id], mode = snapshot }
                plans     { from = "hidden.plans", key = [id], mode = snapshot }
                """);

        assertThat(program.run("doctor")).isEqualTo(1);

        assertThat(program.screen())
                .contains("FAIL  raw.orders", "  ok    raw.by_xid", "FAIL  raw.secrets", "FAIL  raw.plans")
                .contains("user blind_reader may not see the open transactions of others")
                .contains("fix:  GRANT pg_read_all_stats TO blind_reader;")
                .contains("fix:  GRANT SELECT ON public.secrets TO blind_reader;")
                .contains("fix:  GRANT USAGE ON SCHEMA hidden TO blind_reader;");

        database.run(
                "grant pg_read_all_stats to blind_reader",
                "grant select on secrets to blind_reader",
                "grant usage on schema hidden to blind_reader");
        program.succeeds("doctor");
    }
}
