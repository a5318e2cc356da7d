package io.alluvium.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.alluvium.fixture.PostgresFixture;
import io.alluvium.fixture.SparkFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan refuses what the run would refuse, with the same words and status; and nothing calls a refusal unfinished. */
class PlannedRefusalsIT {
    @TempDir
    Path folder;

    private PostgresFixture database;
    private Program program;

    @BeforeEach
    void start() {
        SparkFixture.on(folder);
        program = new Program(folder);
        database = PostgresFixture.fresh();
        database.run(
                "create table renamed (id int primary key, name text)",
                "insert into renamed values (1, 'x')",
                "create table retyped (id int primary key, qty int)",
                "insert into retyped values (1, 1)",
                "create table dropped (id int primary key, name text, extra text)",
                "insert into dropped values (1, 'x', 'e')",
                "create table shared (id int, v int)",
                "insert into shared values (1, 1)",
                "create table nulls (id int, v int)",
                "insert into nulls values (1, 1)",
                "create table fine (id int primary key)",
                "insert into fine values (1)");
        program.write("project.conf", """
                project = shop
                run { retries = 0 }
                sources { db { type = postgres, host = "127.0.0.1", port = %d, database = %s, user = postgres, tables {
                  renamed { from = public.renamed, key = [id], mode = snapshot }
                  retyped { from = public.retyped, key = [id], mode = xid }
                  dropped { from = public.dropped, key = [id], mode = xid }
                  shared  { from = public.shared,  key = [id], mode = xid }
                  nulls   { from = public.nulls,   key = [id], mode = xid }
                  fine    { from = public.fine,    key = [id], mode = xid }
                } } }
                """.formatted(database.port(), database.database()));
    }

    @AfterEach
    void stop() {
        database.close();
    }

    private List<String> errors() {
        return program.screen()
                .lines()
                .filter(line -> line.startsWith("error ALV-"))
                .sorted()
                .toList();
    }

    private void change() {
        database.run(
                "alter table renamed rename name to title",
                "alter table retyped alter qty type bigint",
                "alter table dropped drop column extra",
                "update dropped set name = 'y'",
                "insert into shared values (5, 1), (5, 2)",
                "insert into nulls values (null, 2)",
                "insert into fine values (2)");
    }

    @Test
    void whatChangedInTheSourceIsSaidByThePlanAsByTheRunAndVerifyCallsNoRefusalUnfinished() throws IOException {
        program.succeeds("run");
        change();

        assertThat(program.run("plan")).as(program.screen()).isEqualTo(1);
        List<String> planned = errors();
        assertThat(planned)
                .containsExactly(
                        "error ALV-3007: the columns of raw.dropped changed in the source: - extra string",
                        "error ALV-3007: the columns of raw.renamed changed in the source: looks renamed: name → title",
                        "error ALV-3007: the columns of raw.retyped changed in the source: ~ qty int -> bigint",
                        "error ALV-3011: 1 rows of public.nulls have null in the key");
        assertThat(program.screen())
                .contains("  extract  raw.fine")
                .contains(
                        "fix:  change the source back, go on under the old name with rename { title = name }, or load the"
                                + " table anew: alluvium reset raw.renamed");

        assertThat(program.run("run")).as(program.screen()).isEqualTo(1);
        assertThat(errors()).containsAll(planned).hasSize(planned.size() + 1);
        assertThat(program.screen())
                .contains("error ALV-3011: rows of public.shared share the key [id]")
                .contains("extracted  raw.fine");
        assertThat(intents("renamed")).isEqualTo(1);

        assertThat(program.run("verify", "--source")).as(program.screen()).isEqualTo(1);
        assertThat(program.screen())
                .doesNotContain("not finished")
                .contains("its last batch was refused, ALV-3011: rows of public.shared share the key [id]");
        program.run("status");
        assertThat(program.screen()).doesNotContain("not finished");

        // One refusal is mended as its own words propose; the others in the source.
        program.write(
                "project.conf",
                program.file("project.conf")
                        .replace(
                                "key = [id], mode = snapshot }",
                                "key = [id], mode = snapshot, rename { title = name } }"));
        database.run(
                "insert into renamed values (2, 'y')",
                "alter table retyped alter qty type int",
                "alter table dropped add column extra text",
                "delete from shared where id = 5",
                "delete from nulls where id is null");
        program.succeeds("plan");
        program.succeeds("run");
        program.succeeds("verify", "--source");
        assertThat(program.json("sql", "select id, name from raw.renamed order by id", "--json"))
                .extracting(row -> row.at("/id").asInt() + " " + row.at("/name").asText())
                .containsExactly("1 x", "2 y");
    }

    private long intents(String table) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("warehouse/_alluvium/shop/state/raw." + table))) {
            return files.filter(file -> file.toString().endsWith(".intent.json"))
                    .count();
        }
    }

    @Test
    void aModelWhoseJournalIsDamagedIsRefusedAloneByPlanAndRun() throws IOException {
        program.write("curated/fine.sql", "select id from raw.fine\n");
        program.write("curated/other.sql", "select id from raw.fine\n");
        program.write("aggregate/after.sql", "select count(*) as n from curated.fine\n");
        program.succeeds("run");
        database.run("insert into fine values (3)");
        Path state = folder.resolve("warehouse/_alluvium/shop/state/curated.fine");
        try (Stream<Path> files = Files.list(state)) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".json")).toList()) {
                Files.writeString(file, "no JSON");
            }
        }

        assertThat(program.run("plan")).as(program.screen()).isEqualTo(1);
        assertThat(errors()).hasSize(1).first().asString().startsWith("error ALV-5003: ");
        assertThat(program.screen())
                .contains("  error    curated.fine")
                .contains("  full     curated.other")
                .contains("  extract  raw.fine");

        assertThat(program.run("run")).as(program.screen()).isEqualTo(1);
        assertThat(errors()).hasSize(1).first().asString().startsWith("error ALV-5003: ");
        assertThat(program.screen()).contains("full  curated.other").contains("blocked  aggregate.after");
    }

    @Test
    void aTableOfAnotherProjectIsRefusedBeforeAnythingIsRead() {
        program.succeeds("run");
        program.write("project.conf", program.file("project.conf").replace("project = shop", "project = other"));
        database.run("insert into fine values (4)");

        assertThat(program.run("plan")).as(program.screen()).isEqualTo(1);
        assertThat(errors()).hasSize(6).contains("error ALV-5006: raw.fine belongs to project shop, not to other");
        List<String> planned = errors();
        assertThat(program.run("run")).isEqualTo(1);
        assertThat(errors()).isEqualTo(planned);
    }
}
